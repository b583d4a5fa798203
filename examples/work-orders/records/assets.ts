import { field, record } from 'thalweg'
import { z } from 'zod'

export const assets = record({
  key: 'tag',
  fields: {
    tag: z.string().max(30),
    parent: field.ref('assets', z.string().max(30).nullable()),
    description: z.string().max(200),
    criticality: z.enum(['A', 'B', 'C']),
    status: field.status(['OPERATING', 'DOWN', 'SCRAPPED']),
  },
})
