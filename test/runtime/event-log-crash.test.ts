/** A log after runs that ended anywhere: every line once, whole and in order. */
import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { project } from '../emit/project.ts'
import { hookedLedger, hookedOpener } from './failpoints.ts'
import { Files } from './files.ts'
import { logged, tables, told } from './logged.ts'

const user = project()
const kept = mkdtempSync(join(tmpdir(), 'thalweg-log-'))
afterAll(() => {
  user.remove()
  rmSync(kept, { recursive: true, force: true })
})

class Killed extends Error {}

/** Runs to the boundary of this number, and no further. @returns the boundaries that were passed */
async function runTo(files: Files, at: number): Promise<string[]> {
  const passed: string[] = []
  const hook = (boundary: string) => {
    passed.push(boundary)
    if (passed.length === at) throw new Killed()
  }
  try {
    await files.run({
      flows: ['trail'],
      limits: { batch: 2 },
      open: hookedOpener(files.open, hook),
      around: (ledger) => hookedLedger(ledger, hook),
    })
  } catch (error) {
    if (!(error instanceof Killed)) throw error
  }
  return passed
}

const changes = [
  `INSERT INTO orders VALUES ('A', 'pump', NULL, '[]', NULL)`,
  `UPDATE orders SET title = 'valve'`,
  `UPDATE orders SET hours = 1`,
  `UPDATE orders SET hours = 2`,
  `UPDATE orders SET note = 'of no field'`,
  `DELETE FROM orders`,
]
const lines = ['1 create A', '2 update A', '3 update A', '4 update A', '5 delete A']

async function start(): Promise<Files> {
  const files = await Files.make(user, 'logged', () => logged(), tables)
  await files.start()
  files.sql('ERP', ...changes)
  return files
}

describe('a run that ends anywhere', () => {
  it('leaves every line to be there once after the next one', async () => {
    const all = await runTo(await start(), 0)
    expect(all.filter((boundary) => boundary === 'after LOG.append')).toHaveLength(3)
    expect(all).toContain('after ERP.forget')
    for (const at of all.keys()) {
      const files = await start()
      await runTo(files, at + 1)
      await runTo(files, 0)
      expect([all[at], ...told(files)]).toEqual([all[at], ...lines])
      expect((await files.run({ flows: ['trail'] })).moved).toBe(false)
    }
  })
})

describe('what a run leaves that ends while it appends', () => {
  /** The ledger knows the first two lines; two more are in the log. */
  async function behind(): Promise<{ readonly files: Files; readonly known: number; readonly whole: Buffer; readonly again: () => void }> {
    const files = await start()
    const all = await runTo(files, 0)
    const second = all.indexOf('after LOG.append', all.indexOf('after LOG.append') + 1)
    const anew = await start()
    await runTo(anew, second + 1)
    const folder = dirname(anew.ledger)
    cpSync(folder, kept, { recursive: true, filter: (path) => !path.includes('node_modules') && !path.includes('generated') })
    const whole = readFileSync(anew.pathOf('LOG', 'orders.ndjson'))
    const known = whole.indexOf('\n', whole.indexOf('\n') + 1) + 1
    const again = () => cpSync(kept, folder, { recursive: true })
    return { files: anew, known, whole, again }
  }

  it('is completed, from whichever byte on', async () => {
    const { files, known, whole, again } = await behind()
    const third = whole.indexOf('\n', known) + 1
    expect(whole.length).toBeGreaterThan(third)
    for (const size of [known, known + 1, third - 1, third, third + 1, whole.length - 1, whole.length]) {
      again()
      truncateSync(files.pathOf('LOG', 'orders.ndjson'), size)
      await files.run({ flows: ['trail'] })
      expect([size, ...told(files)]).toEqual([size, ...lines])
      expect(Object.keys(files.texts('LOG'))).toEqual(['orders.ndjson'])
    }
  })

  it('counts only up to what a power loss has spoilt, and is kept aside', async () => {
    const { files, known, whole, again } = await behind()
    again()
    const spoilt = Buffer.from(whole)
    spoilt.fill(0, known, known + 20)
    writeFileSync(files.pathOf('LOG', 'orders.ndjson'), spoilt)
    const said: string[] = []
    await files.run({ watcher: { note: (_level, _flow, text) => said.push(text) } })
    const { 'orders.ndjson': log, ...aside } = files.texts('LOG')
    expect(log!.split('\n').filter((line) => line !== '')).toHaveLength(lines.length)
    expect(told({ texts: () => ({ log: log! }) } as unknown as Files)).toEqual(lines)
    expect(Object.keys(aside)[0]).toMatch(/^orders\.ndjson\.cut-\d+$/)
    expect(said.join()).toMatch(/bytes at the end of .* were no whole line and are cut off, and kept beside it/)
  })

  it.for([1, 0.5, 0])('is found in a file that was begun meanwhile, %s of it', async (share) => {
    /** The first line is of an earlier hour; the run of a later one ends at the boundary of this number. */
    const turned = async (at: number) => {
      const files = await Files.make(user, 'logged-hourly', () => logged({ rotateMs: 3_600_000 }), tables)
      await files.start()
      files.sql('ERP', changes[0]!)
      await runTo(files, 0)
      files.later = 2 * 3_600_000
      files.sql('ERP', ...changes.slice(1, 3))
      return { files, passed: await runTo(files, at) }
    }
    const { passed } = await turned(0)
    const { files } = await turned(passed.indexOf('after LOG.append') + 1)
    const [, newest] = Object.entries(files.texts('LOG'))
    truncateSync(files.pathOf('LOG', newest![0]), Math.floor(newest![1].length * share))
    files.later = 3 * 3_600_000
    await files.run({ flows: ['trail'] })
    expect(told(files)).toEqual(lines.slice(0, 3))
  })
})
