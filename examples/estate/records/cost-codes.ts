import { field, record } from 'thalweg'
import { z } from 'zod'
import { code } from './code.ts'

/** The chart of accounts, a tree. */
export const costCodes = record({
  key: 'code',
  fields: {
    code: code(20),
    parent: field.ref('costCodes', code(20).nullable()),
    name: z.string().max(100),
    kind: code(20).nullable(),
    blocked: z.boolean(),
  },
})
