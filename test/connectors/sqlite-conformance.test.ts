import { conformsToSystem } from './conformance.ts'
import { conformsToSource } from './source-conformance.ts'
import { conformsToOwnIds } from './own-ids-conformance.ts'
import { sqliteSetting } from './sqlite-setting.ts'

conformsToSystem('a SQLite file', sqliteSetting)
conformsToOwnIds('a SQLite file', sqliteSetting)
conformsToSource('a SQLite file', sqliteSetting)
