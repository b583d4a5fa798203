/** The evening: every system is compared with every other, what has drifted is brought back, and an auditor reads the log. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { recordDrift } from '../../../cli/reconcile/record.ts'
import type { Engine } from '../../../runtime/engine/engine.ts'
import type { Clock } from '../../../runtime/ports.ts'
import { reconcile, repair } from '../../../runtime/reconcile.ts'
import type { Place } from './place.ts'
import type { Teller } from './teller.ts'
import { plainKey } from './told.ts'

export async function reconcileAll(engine: Engine, place: Place, clock: Clock, teller: Teller): Promise<void> {
  await engine.settleAll()
  teller.say('16:00', 'Somebody in reporting edits a copy, where nothing would see it')
  place.write('BI', "UPDATE fact_work_order SET description = 'tbd' WHERE number = (SELECT min(number) FROM fact_work_order)")
  teller.say('16:05', 'Reconciliation: systems compared with each other, not with the ledger')
  for (const name of Object.keys(place.landscape.flows)) await reconcileOne(engine, name, clock, teller)
  teller.say('16:10', 'An auditor reads the log of orders')
  for (const line of auditorsLines(place)) teller.add(line)
}

async function reconcileOne(engine: Engine, flow: string, clock: Clock, teller: Teller): Promise<void> {
  let compared = await reconcile(engine, flow)
  for (const { key, system, class: kind, counts } of compared.differences)
    teller.add(`${flow} ${plainKey(key)} at ${system}: ${kind}${counts ? '' : ', which is no drift'}`)
  if (compared.repairable.length > 0) {
    await repair(engine, compared)
    compared = await reconcile(engine, flow)
    teller.add(`${flow} is repaired: ${compared.drift} records differ`)
  }
  await recordDrift(engine.ledger, [compared], clock.now())
}

interface LogLine {
  readonly n: number
  readonly change: string
  readonly origin: { readonly systems: readonly string[] }
}

function auditorsLines(place: Place): string[] {
  const files = readdirSync(place.log)
    .filter((name) => name.endsWith('.ndjson'))
    .toSorted()
  const lines = files.flatMap((name) =>
    readFileSync(join(place.log, name), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as LogLine),
  )
  const gaps = lines.filter(({ n }, i) => n !== i + 1).length
  const counted = (name: (line: LogLine) => string) =>
    [...Map.groupBy(lines, name)]
      .map(([group, of]) => `${of.length} ${group}`)
      .toSorted()
      .join(', ')
  const whose = ({ origin }: LogLine) => `of ${origin.systems.length === 0 ? 'a person who decided' : origin.systems.join(' and ')}`
  return [
    `${lines.length} changes at ERP in ${files.join(', ')}, ${gaps === 0 ? 'none missing' : `${gaps} missing`}`,
    `${counted(({ change }) => change)}; ${counted(whose)}`,
  ]
}
