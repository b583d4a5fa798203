import { field, record } from 'thalweg'
import { z } from 'zod'
import { code } from './code.ts'

/** A mine site, its drill fleets, the drills, and their components: each a part of the one above it. */
export const assets = record({
  key: 'tag',
  fields: {
    tag: code(30),
    parent: field.ref('assets', code(30).nullable()),
    description: z.string().max(200),
    criticality: z.enum(['A', 'B', 'C']),
    status: field.status(['OPERATING', 'DOWN', 'SCRAPPED']),
  },
})
