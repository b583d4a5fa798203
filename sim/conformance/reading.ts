import type { Row } from '../../runtime/connectors/custom/definition.ts'
import type { Bench } from './bench.ts'
import { same, shown, thrown } from './bench.ts'
import type { Check } from './index.ts'
import { Mistake } from './mistakes.ts'

const shortPage = 2

export const reading: readonly Check[] = [
  {
    name: 'pages hold every row once',
    check: async (bench) => {
      const rows = await bench.fill()
      for (const limit of [1, shortPage, rows.length, rows.length + 1]) {
        const found = (await bench.listed(limit)).map((row) => bench.named(row))
        const lost = rows.find((row) => !found.includes(bench.named(row)))
        if (lost !== undefined) throw new Mistake('rowsLost', `the row ${bench.named(lost)}`)
        const twice = found.find((name, i) => found.indexOf(name) !== i)
        if (twice !== undefined) throw new Mistake('rowsTwice', `the row ${twice}`)
      }
    },
  },
  {
    name: 'an empty place has no page with rows, and an end',
    check: async (bench) => {
      const [row] = await bench.listed(shortPage)
      if (row !== undefined) throw new Error(`reset leaves the row ${bench.named(row)}`)
    },
  },
  {
    name: 'a page is the same when it is asked for again',
    check: async (bench) => {
      await bench.fill()
      const { next } = await bench.rows.list(null, shortPage)
      for (const from of [null, next]) {
        if (from === null && next === null) continue
        const pages: string[] = []
        for (let i = 0; i < 4; i++) pages.push((await bench.rows.list(from, shortPage)).rows.map((row) => bench.named(row)).join(', '))
        const other = pages.find((page) => page !== pages[0])
        if (other !== undefined) throw new Mistake('unstableOrder', pages[0]!, other)
      }
    },
  },
  {
    name: 'a row that is deleted between two pages hides no other',
    uses: ['remove'],
    check: async (bench) => {
      const rows = await bench.fill()
      const gone: string[] = []
      let first: readonly Row[] = []
      const found = await bench.listed(shortPage, async (page) => {
        if (page !== 1) return
        first = (await bench.rows.list(null, shortPage)).rows
        for (const row of first) {
          gone.push(bench.named(row))
          await bench.rows.remove!(bench.keyOf(row), (await bench.there(row)).token)
        }
      })
      const names = [...gone, ...found.map((row) => bench.named(row))]
      const lost = rows.find((row) => !names.includes(bench.named(row)))
      if (lost !== undefined) throw new Mistake('pagesShift', `the row ${bench.named(lost)}`)
    },
  },
  {
    name: 'every column is there, and get gives what list gives',
    check: async (bench) => {
      const rows = await bench.fill()
      const listed = await bench.listed(rows.length)
      for (const row of rows) {
        const got = (await bench.there(row)).row
        const own = listed.find((each) => bench.named(each) === bench.named(row)) ?? {}
        for (const column of Object.keys(row)) {
          for (const [by, given] of [
            ['get', got],
            ['list', own],
          ] as const)
            if (given[column] === undefined) throw new Mistake('columnMissing', by, column)
          if (!same(got[column], own[column])) throw new Mistake('getDiffers', column, shown(got[column]), shown(own[column]))
        }
      }
    },
  },
  {
    name: 'a row that is not there is null',
    check: async (bench) => {
      const [row, ...others] = await bench.fill(2)
      const [absent] = bench.options.rows.slice(1 + others.length)
      const wanted = [...(absent === undefined ? [] : [bench.keyOf(absent)]), ...odd(bench, row!)]
      for (const key of wanted) {
        let found: unknown = null
        const error = await thrown(async () => (found = await bench.rows.get(key)))
        if (error !== null) throw new Mistake('absentThrows', error.kind)
        if (found !== null) throw new Mistake('absentFound', bench.named(key))
      }
    },
  },
  {
    name: 'values come back as they are in the service',
    check: async (bench) => compareAll(bench, await bench.fill()),
  },
  {
    name: 'a service that does not answer is no empty one',
    needs: 'down',
    check: async (bench) => {
      const [row] = await bench.fill(1)
      await bench.options.while!.down!(async () => {
        let got: unknown
        if ((await thrown(async () => (got = await bench.rows.get(bench.keyOf(row!))))) === null)
          throw new Mistake('downIsAbsent', 'get', got === null ? 'null' : 'a row')
        if ((await thrown(async () => bench.rows.list(null, shortPage))) === null) throw new Mistake('downIsAbsent', 'list', 'a page')
      })
    },
  },
  {
    name: 'a service that asks to wait is told as such',
    needs: 'throttled',
    check: async (bench) => {
      const [row] = await bench.fill(1)
      await bench.options.while!.throttled!(async () => {
        const calls = {
          get: async () => bench.rows.get(bench.keyOf(row!)),
          list: async () => bench.rows.list(null, shortPage),
          ...(bench.rows.update && { update: async () => bench.rows.update!(bench.keyOf(row!), bench.options.changes, undefined) }),
        }
        for (const [name, call] of Object.entries(calls)) {
          const error = await thrown(call)
          if (error?.kind !== 'throttled') throw new Mistake('throttleUntold', name, error?.kind ?? 'nothing')
        }
      })
    },
  },
]

/** Keys that are near to one that is there, and are others. */
function odd(bench: Bench, row: Row): Row[] {
  const [column] = bench.options.key
  const value = column === undefined ? undefined : row[column]
  if (column === undefined || typeof value !== 'string') return []
  const near = [`${value}/`, `${value}?`, `${value}%`, `${value}x`].filter((text) => text !== value)
  return near.map((text) => ({ ...bench.keyOf(row), [column]: text }))
}

export async function compareAll(bench: Bench, rows: readonly Row[]): Promise<void> {
  for (const row of rows) {
    const stored = (await bench.there(row)).row
    for (const [column, value] of Object.entries(row))
      if (!same(value, stored[column])) throw new Mistake('valueAltered', column, shown(stored[column]), shown(value))
  }
}
