import type { CallData, FlowData } from '../../../dsl/data.ts'

type Named<K> = Extract<CallData, { readonly call: K }>

/** The last call of this name: of options that are said twice the later one stands, and a rule says so. */
export function lastCall<K extends CallData['call']>({ calls }: FlowData, ...names: readonly K[]): Named<K> | undefined {
  return calls.findLast((call): call is CallData & Named<K> => (names as readonly string[]).includes(call.call))
}
