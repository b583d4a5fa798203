/**
 * `npm run model [-- part of a name]`: every scenario and every removal, whole. Prints what came out; exit 1 when one comes out otherwise than expected.
 * TRACES=1 prints the shortest way into each break.
 */
import { explore } from '../../sim/exhaustive/explore.ts'
import { removals, scenarios } from './scenarios.ts'
import { systemName } from '../../sim/exhaustive/state.ts'
import { startOf } from '../../sim/exhaustive/start.ts'

const only = process.argv[2] ?? ''
let wrong = 0
let count = 0
for (const { want, config } of [...scenarios, ...removals]) {
  if (!config.name.includes(only)) continue
  const result = explore(config, startOf(config), { maxStates: 4_000_000 })
  const { verdict, states, depth, atRest, mostWrites, ms, found } = result
  count++
  if (verdict !== want) wrong++
  console.log(
    `${verdict === want ? ' ' : '!'} ${verdict.padEnd(6)} ${config.name}  [${states} states, depth ${depth}, ${atRest} at rest, at most ${mostWrites} writes, ${(ms / 1000).toFixed(1)} s]`,
  )
  if (found === null) continue
  console.log(`           ${found.why}`)
  if (verdict !== want || process.env['TRACES'] !== undefined)
    for (const { system, what } of found.trace)
      console.log(`             ${system === null ? '' : `${systemName(config, system)}: `}${what}`)
}
console.log(
  wrong === 0 ? `every one of ${count} scenarios came out as expected` : `${wrong} of ${count} scenarios came out otherwise than expected`,
)
process.exitCode = wrong === 0 ? 0 : 1
