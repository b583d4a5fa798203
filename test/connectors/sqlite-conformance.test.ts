import { conformsToSystem } from './conformance.ts'
import { sqliteSetting } from './sqlite-setting.ts'

conformsToSystem('a SQLite file', sqliteSetting)
