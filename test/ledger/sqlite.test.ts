import { afterAll } from 'vitest'
import { ledgerConformance } from './conformance.ts'
import { files } from './under-test.ts'

const { make, remove } = files()
afterAll(remove)

ledgerConformance('a SQLite file', make)
