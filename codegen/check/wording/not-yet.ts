import type { FactsByCode } from '../rules/index.ts'
import { list, type About, type Sentence } from './sentence.ts'

type Codes = Extract<keyof FactsByCode, `TW9${string}`>
type Facts = FactsByCode[Codes]

/** What is not yet carried out, and what to use meanwhile. */
export const notYetWording = {
  TW911: of(
    ({ record, system }) => `the token of ${record} in ${system}`,
    'take it out meanwhile: writes then depend on the values themselves',
  ),
  TW914: of(
    ({ names, system }) => `the connector ${list(names)} of ${system}`,
    'place the system in sqlite({ file: … }) meanwhile, or leave it and its flows out',
  ),
  TW915: of(({ record, system }) => `detecting changes of ${record} in ${system} by webhook`, `use detect: 'snapshot' meanwhile`),
  TW917: of(({ record, system }) => `${record} in an entity set of ${system}`, 'bind it as a table of a database meanwhile'),
  TW922: of(
    ({ record }) => `stopping the flow of ${record} for one record that fails`,
    "take then: 'stopFlow' out meanwhile: the record goes to the dead letters, and run exits with 1",
  ),
  TW924: of(
    ({ names, record, system }) => `${list(names)} for ${record} in the files of ${system}`,
    'take it out meanwhile: the file is read whole, every row of it is the record',
  ),
  TW925: of(
    ({ names, record, system }) => `${list(names)} for ${record} behind the connector of ${system}`,
    'take it out meanwhile: the connector itself can find ids, and mark what is deleted',
  ),
} satisfies { [Code in Codes]: (facts: FactsByCode[Code], about: About) => Sentence }

function of(
  what: (facts: { readonly names: readonly string[]; readonly record: string; readonly system: string }) => string,
  wayOut: string,
) {
  return ({ names, record = '', system = '' }: Facts): Sentence => ({
    message: `${what({ names, record, system })} is not yet carried out`,
    wayOut,
  })
}
