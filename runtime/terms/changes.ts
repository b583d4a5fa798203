/**
 * What changed in the terms of a flow that somebody has to accept. Pure. What only gets safer is none of it, nor are fields and
 * systems that come and go: `match --accept` asks about those.
 */
import type { TermsChange } from './change.ts'
import { lifeChanges } from './life.ts'
import type { Terms } from './terms.ts'
import { unitChanges } from './units.ts'

export function termsChanges(before: Terms, after: Terms): readonly TermsChange[] {
  return [
    ...whole(before, after),
    ...Object.entries(after.units).flatMap(([name, unit]) => {
      const was = Object.hasOwn(before.units, name) ? before.units[name] : undefined
      return was === undefined ? [] : unitChanges(name, was, unit)
    }),
    ...lifeChanges(before.life, after.life),
    ...(before.guard && !after.guard ? [{ kind: 'guard', what: 'guard', before: 'on', after: 'off' } as const] : []),
  ]
}

/** What entries hang on. */
function whole(before: Terms, after: Terms): readonly TermsChange[] {
  const key = ({ record, key: fields }: Terms) => `${record} by ${fields.join(', ')}`
  const way = ({ direction }: Terms) => (direction === 'oneWay' ? 'one-way' : 'two-way')
  return [
    ...differing({ kind: 'key', what: 'key' }, key(before), key(after)),
    ...differing({ kind: 'direction', what: 'direction' }, way(before), way(after)),
  ]
}

function differing(told: Pick<TermsChange, 'kind' | 'what'>, before: string, after: string): readonly TermsChange[] {
  return before === after ? [] : [{ ...told, before, after }]
}

/** Systems of which what was read before may mean something else by these terms. */
export function readOtherwise(before: Terms, after: Terms): readonly string[] {
  return after.systems.filter((system) => {
    const [was, is] = [before.reads[system], after.reads[system]]
    if (was === undefined || is === undefined) return false
    return was.rows !== is.rows || Object.entries(is.values).some(([field, name]) => (was.values[field] ?? name) !== name)
  })
}
