import type { Foreign } from '../joined.ts'
import type { AcrossFacts } from '../rules/index.ts'
import { list, many, type About, type Sentence } from './sentence.ts'
import { drives } from './flows.ts'

function named({ landscape, flow, at }: Foreign): string {
  return `the flow ${flow} of ${landscape} (${at.file}:${at.line}:${at.column} there)`
}

/** Several repositories. */
export const acrossWording = {
  TW150: ({ system, columns, other }, { flow = '' }) => ({
    message: `the flow ${flow} and ${named(other)} both write ${list(columns)} of ${system}`,
    wayOut: `let one of the two repositories write ${many(columns.length, 'it', 'them')}: leave ${many(columns.length, 'the field', 'the fields')} out of one binding with omit, or give the two bindings scopes that no row is in both of`,
  }),
  TW151: ({ fields, steps, drive }) => ({
    message: `${list(fields)} ${many(fields.length, 'goes', 'go')} round in a circle through several repositories: ${steps.map(({ from, flow }) => `${from} → (${typeof flow === 'string' ? flow : named(flow)}) → `).join('')}${steps.at(-1)?.to ?? ''}${drives[drive]}`,
    wayOut: 'let one system own the record, and take the flow out that leads back to it, here or there',
  }),
  TW152: ({ system, table, acts, other }, { flow = '' }) => ({
    message: `the flow ${flow} ${list(acts)} rows of ${table} in ${system}, and so does ${named(other)}`,
    wayOut: 'give the two bindings scopes that no row is in both of, or let one of the two repositories bring these rows',
  }),
} satisfies { [Code in keyof AcrossFacts]: (facts: AcrossFacts[Code], about: About) => Sentence }
