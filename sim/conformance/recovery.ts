/** What a connector says once a service is in order again: it keeps nothing of the trouble, and nothing of what it held before. */
import type { Row, Rows } from '../../runtime/connectors/custom/definition.ts'
import type { Bench, ConformanceOptions } from './bench.ts'
import { same, shown, thrown } from './bench.ts'
import type { Check } from './index.ts'
import { Mistake } from './mistakes.ts'

type Trouble = keyof NonNullable<ConformanceOptions['while']>

const troubles: Readonly<Record<Trouble, string>> = {
  down: 'a service that has come back is used as before',
  throttled: 'a service that has asked to wait is used as before',
  losingAnswers: 'after lost answers the rows are told as they are',
}

export const recovery: readonly Check[] = (Object.keys(troubles) as Trouble[]).map((trouble) => ({
  name: troubles[trouble],
  needs: trouble,
  check: async (bench) => {
    const [row] = await bench.fill(2)
    const { token } = await bench.there(row!)
    await bench.options.while![trouble]!(async () => {
      await thrown(async () => bench.rows.get(bench.keyOf(row!)))
      await thrown(async () => bench.rows.list(null, 1))
      // It may land: then the rows are told with it.
      if (bench.rows.update !== undefined) await thrown(async () => bench.rows.update!(bench.keyOf(row!), bench.options.changes, token))
    })
    await asTheyAre(bench, row!)
    await writesAgain(bench, row!)
  },
}))

/** A connection that was not there in the trouble says what is there. */
async function asTheyAre(bench: Bench, row: Row): Promise<void> {
  const fresh = (await bench.there(row, bench.open())).row
  const got = (await works('get', async () => bench.there(row))).row
  const listed = await works('list', async () => bench.listed(1))
  const inList = listed.find((each) => bench.named(each) === bench.named(row))
  for (const [column, value] of Object.entries(fresh)) {
    if (!same(got[column], value)) throw new Mistake('keptOver', 'get', column, shown(got[column]), shown(value))
    if (inList !== undefined && !same(inList[column], value))
      throw new Mistake('keptOver', 'list', column, shown(inList[column]), shown(value))
  }
}

async function writesAgain(bench: Bench, row: Row): Promise<void> {
  const update: Rows['update'] = bench.rows.update
  if (update === undefined) return
  const { token } = await bench.there(row)
  await works('update', async () => update(bench.keyOf(row), bench.options.changes, token))
}

async function works<T>(what: string, call: () => Promise<T>): Promise<T> {
  let result: T
  const error = await thrown(async () => (result = await call()))
  if (error !== null) throw new Mistake('neverRecovers', what, error.kind)
  return result!
}
