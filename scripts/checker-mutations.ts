/** `npm run checker:mutations -- [portfolios]`: how many mutants of clean random portfolios the checker catches, by kind, as Markdown. Exit 1 where one gets through. */
import { caught } from '../test/check/properties/caught.ts'

const runs = Number(process.argv[2] ?? 300)
const found = await caught({ seed: 1, runs })
console.log('| mutation | code | tried | caught |\n| --- | --- | ---: | ---: |')
for (const { kind, code, tried, caught: noticed } of found)
  console.log(`| ${kind} | ${code} | ${tried} | ${tried === 0 ? 'none tried' : `${((100 * noticed) / tried).toFixed(0)} %`} |`)
for (const { kind, missed } of found) if (missed !== null) console.log(`\n${kind} gets through:\n${missed}`)
process.exitCode = found.every(({ missed, tried }) => missed === null && tried > 0) ? 0 : 1
