import type { Row, Stored } from '../../runtime/connectors/custom/definition.ts'
import type { Bench } from './bench.ts'
import { same, shown, thrown } from './bench.ts'
import type { Check } from './index.ts'
import { Mistake } from './mistakes.ts'
import { compareAll } from './reading.ts'

/** Told apart by every service that keeps text as it is. */
const oddTexts = [
  'Ärzte & „Söhne“',
  'a/b?c=d%2Fe#f+g',
  `it's "so"; -- \\ `,
  ' spaces ',
  'line\nbreak',
  '漢字 🚲',
  '007',
  '<b>&amp;</b>',
  'null',
]

export const writing: readonly Check[] = [
  {
    name: 'what is created is stored as it was sent',
    uses: ['create'],
    check: async (bench) => {
      for (const row of bench.options.rows) answers('create', row, await bench.rows.create!(row), await bench.there(row))
      await compareAll(bench, bench.options.rows)
    },
  },
  {
    name: 'create never writes over a row',
    uses: ['create'],
    check: async (bench) => {
      const [row] = await bench.fill(1)
      const other = { ...row!, ...bench.options.changes }
      const error = await thrown(async () => bench.rows.create!(other))
      const stored = (await bench.there(row!)).row
      if (Object.keys(row!).some((column) => !same(row![column], stored[column]))) throw new Mistake('createOverwrites')
      if (error?.kind !== 'stale') throw new Mistake('createNotStale', error?.kind ?? 'nothing')
    },
  },
  {
    name: 'update sets the given columns and no other',
    uses: ['update'],
    check: async (bench) => {
      const [row] = await bench.fill(1)
      for (const [column, value] of Object.entries(bench.options.changes)) {
        const before = await bench.there(row!)
        const answer = await bench.rows.update!(bench.keyOf(row!), { [column]: value }, before.token)
        const after = await bench.there(row!)
        if (!same(after.row[column], value)) throw new Mistake('valueAltered', column, shown(after.row[column]), shown(value))
        for (const other of Object.keys(row!))
          if (other !== column && !same(before.row[other], after.row[other])) throw new Mistake('otherColumns', other)
        answers('update', row!, answer, after)
      }
    },
  },
  {
    name: 'what is emptied is empty',
    uses: ['update'],
    check: async (bench) => {
      const rows = await bench.fill()
      const columns = Object.keys(rows[0] ?? {}).filter((column) => rows.some((row) => row[column] === null))
      for (const column of columns) {
        const row = rows.find((each) => each[column] !== null)
        if (row === undefined) continue
        await bench.rows.update!(bench.keyOf(row), { [column]: null }, (await bench.there(row)).token)
        const { [column]: value } = (await bench.there(row)).row
        if (value !== null) throw new Mistake('nullAltered', column, shown(value))
      }
    },
  },
  {
    name: 'odd texts come back as they were sent',
    uses: ['update'],
    check: async (bench) => {
      const { freeText } = bench.options
      if (freeText === undefined) return
      const [row] = await bench.fill(1)
      for (const text of oddTexts) {
        await bench.rows.update!(bench.keyOf(row!), { [freeText]: text }, (await bench.there(row!)).token)
        const { [freeText]: stored } = (await bench.there(row!)).row
        if (!same(stored, text)) throw new Mistake('valueAltered', freeText, shown(stored), shown(text))
      }
    },
  },
  {
    name: 'every write changes the token',
    uses: ['update'],
    conditional: true,
    check: async (bench) => {
      const [row] = await bench.fill(1)
      for (let i = 0; i < 2; i++) {
        for (const values of [bench.options.changes, row!]) {
          const changes = Object.fromEntries(Object.keys(bench.options.changes).map((column) => [column, values[column]!]))
          const before = await tokenOf(bench, row!)
          await bench.rows.update!(bench.keyOf(row!), changes, before)
          if ((await tokenOf(bench, row!)) === before) throw new Mistake('tokenStays', 'an update')
        }
      }
    },
  },
  {
    name: 'a write with an old token is refused',
    uses: ['update'],
    conditional: true,
    check: async (bench) => {
      const [row] = await bench.fill(1)
      const [first = '', ...rest] = Object.keys(bench.options.changes)
      const old = await tokenOf(bench, row!)
      await bench.rows.update!(bench.keyOf(row!), { [first]: bench.options.changes[first]! }, old)
      const before = (await bench.there(row!)).row
      const late = rest.at(0) ?? first
      const value = late === first ? row![late]! : bench.options.changes[late]!
      const error = await thrown(async () => bench.rows.update!(bench.keyOf(row!), { [late]: value }, old))
      if (!same((await bench.there(row!)).row[late], before[late])) throw new Mistake('tokenIgnored', 'update')
      if (error?.kind !== 'stale') throw new Mistake('notStale', 'update with an old token', error?.kind ?? 'nothing')
      if (bench.rows.remove === undefined) return
      const removed = await thrown(async () => bench.rows.remove!(bench.keyOf(row!), old))
      if ((await bench.rows.get(bench.keyOf(row!))) === null) throw new Mistake('tokenIgnored', 'remove')
      if (removed?.kind !== 'stale') throw new Mistake('notStale', 'remove with an old token', removed?.kind ?? 'nothing')
    },
  },
  {
    name: 'a row that is removed is gone, and stays so',
    uses: ['update', 'remove'],
    check: async (bench) => {
      const [row, other] = await bench.fill(2)
      const { token } = await bench.there(row!)
      await bench.rows.remove!(bench.keyOf(row!), token)
      if ((await bench.rows.get(bench.keyOf(row!))) !== null) throw new Mistake('removeStays', 'get')
      if ((await bench.listed(1)).some((each) => bench.named(each) === bench.named(row!))) throw new Mistake('removeStays', 'list')
      if (other !== undefined) await bench.there(other)
      const update = await thrown(async () => bench.rows.update!(bench.keyOf(row!), bench.options.changes, token))
      if ((await bench.rows.get(bench.keyOf(row!))) !== null) throw new Mistake('updateCreates')
      if (update?.kind !== 'stale') throw new Mistake('notStale', 'update of a row that is gone', update?.kind ?? 'nothing')
      const again = await thrown(async () => bench.rows.remove!(bench.keyOf(row!), token))
      if (again?.kind !== 'stale') throw new Mistake('notStale', 'remove of a row that is gone', again?.kind ?? 'nothing')
    },
  },
  {
    name: 'another connection sees what was written',
    uses: ['update'],
    check: async (bench) => {
      const [row] = await bench.fill(1)
      const other = bench.open()
      const before = await bench.there(row!, other)
      await bench.rows.update!(bench.keyOf(row!), bench.options.changes, before.token)
      const seen = await bench.there(row!, other)
      for (const [column, value] of Object.entries(bench.options.changes))
        if (!same(seen.row[column], value)) throw new Mistake('staleConnection', `${column} is still ${shown(seen.row[column])}`)
    },
  },
  {
    name: 'a lost answer is neither done nor refused',
    uses: ['update', 'create'],
    needs: 'losingAnswers',
    check: async (bench) => {
      const [row, created] = bench.options.rows
      await bench.fill(1)
      const { token } = await bench.there(row!)
      await bench.options.while!.losingAnswers!(async () => {
        await doubtful('update', async () => bench.rows.update!(bench.keyOf(row!), bench.options.changes, token))
        await doubtful('create', async () => bench.rows.create!(created!))
      })
    },
  },
]

async function doubtful(what: string, call: () => Promise<unknown>): Promise<void> {
  const error = await thrown(call)
  if (error === null) throw new Mistake('lostIsDone', what)
  if (error.ours && error.kind !== 'uncertain') throw new Mistake('lostIsRefused', what, error.kind)
}

/** What a write answered, against the row as it is. */
function answers(what: string, row: Row, answer: Stored | void, after: Stored): void {
  if (answer === undefined) return
  for (const column of Object.keys(row)) {
    const given = answer.row[column]
    if (given === undefined) throw new Mistake('columnMissing', `the answer to ${what}`, column)
    if (!same(given, after.row[column])) throw new Mistake('answerDiffers', what, column, shown(given), shown(after.row[column]))
  }
  if (answer.token !== after.token) throw new Mistake('answerToken', what)
}

async function tokenOf(bench: Bench, row: Row): Promise<string> {
  const { token } = await bench.there(row)
  if (token === undefined) throw new Mistake('tokenMissing')
  return token
}
