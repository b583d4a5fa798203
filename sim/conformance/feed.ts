import type { Feed } from '../../runtime/connectors/custom/definition.ts'
import type { Bench } from './bench.ts'
import { shown } from './bench.ts'
import type { Check } from './index.ts'
import { Mistake } from './mistakes.ts'

const dayMs = 86_400_000
const mostCalls = 1_000

export const feed: readonly Check[] = [
  {
    name: 'now is a position, and nothing has changed since',
    feed: true,
    check: async (bench) => {
      await bench.fill()
      const start = await bench.rows.changes!(null, 10)
      if (start.changes.length > 0) throw new Mistake('feedStarts', `${start.changes.length} of them`)
      const again = await bench.rows.changes!(start.position, 10)
      if (again.position !== start.position) throw new Mistake('feedRestless', start.position, again.position)
      const twice = await bench.rows.changes!(again.position, 10)
      if (twice.position !== again.position) throw new Mistake('feedRestless', again.position, twice.position)
    },
  },
  {
    name: 'every change is told, however little is asked for at once',
    feed: true,
    check: async (bench) => {
      const { position } = await bench.rows.changes!(null, 0)
      const rows = await bench.fill()
      for (const limit of [1, 2, 100]) {
        const told = await all(bench, position, limit)
        const names = told.flatMap(({ changes }) => changes.map(({ key }) => bench.named(key)))
        const lost = rows.find((row) => !names.includes(bench.named(row)))
        if (lost !== undefined && limit > 1 && names.length === 0) throw new Mistake('changesConsumed')
        if (lost !== undefined) throw new Mistake('changesLost', `the row ${bench.named(lost)}`)
        times(bench, told)
      }
    },
  },
  {
    name: 'an update is told, and again to who asks again',
    feed: true,
    uses: ['update'],
    check: async (bench) => {
      const [row] = await bench.fill(1)
      const { position } = await bench.rows.changes!(null, 0)
      await bench.rows.update!(bench.keyOf(row!), bench.options.changes, (await bench.there(row!)).token)
      for (const [i, mistake] of (['changesLost', 'changesConsumed'] as const).entries()) {
        const told = (await all(bench, position, 10)).flatMap(({ changes }) => changes.map(({ key }) => bench.named(key)))
        if (!told.includes(bench.named(row!))) throw new Mistake(mistake, ...(i === 0 ? [`an update of the row ${bench.named(row!)}`] : []))
      }
    },
  },
  {
    name: 'a delete is told',
    feed: true,
    uses: ['remove'],
    check: async (bench) => {
      if (bench.definition.capabilities.changes !== 'rowsAndDeletes') return
      const [row] = await bench.fill(1)
      const { position } = await bench.rows.changes!(null, 0)
      await bench.rows.remove!(bench.keyOf(row!), (await bench.there(row!)).token)
      const told = (await all(bench, position, 10)).flatMap(({ changes }) => changes.map(({ key }) => bench.named(key)))
      if (!told.includes(bench.named(row!))) throw new Mistake('deletesUntold')
    },
  },
]

async function all(bench: Bench, since: string, limit: number): Promise<readonly Feed[]> {
  const out: Feed[] = []
  for (let from = since; out.length < mostCalls;) {
    const part = await bench.rows.changes!(from, limit)
    out.push(part)
    if (!part.more) return out
    from = part.position
  }
  throw new Mistake('endless', 'changes has more and more')
}

function times(bench: Bench, told: readonly Feed[]): void {
  if (!bench.definition.capabilities.times) return
  for (const { changes } of told)
    for (const { at } of changes) if (at === undefined || Math.abs(at - Date.now()) > dayMs) throw new Mistake('timesWrong', shown(at))
}
