/** A real process, killed with SIGKILL at boundaries between effects, and started again, ends where an undisturbed run ends. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildDatabases } from '../../examples/work-orders/build.ts'
import { landscape } from '../../generated/work-orders/index.ts'
import type { Ran } from './killed.ts'
import { runIn, unharmed } from './killed.ts'

const root = mkdtempSync(join(tmpdir(), 'thalweg-kill-'))
const start = join(root, 'start')
const script = join(import.meta.dirname, 'killed-run.ts')
const generated = join(import.meta.dirname, '../../generated/work-orders/systems')
/** Only against a run that hangs: how long it takes, the machine says. */
const hangs = 900_000

function killed(folder: string, at: number, mode: string) {
  return spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', script, folder, String(at), mode], { encoding: 'utf8' })
}

/** The runs of one folder: killed at some of the boundaries, and started again, each must end with these contents. */
async function endsAlike(
  from: string,
  mode: string,
  boundaries: number,
  count: number,
  undisturbed: Record<string, unknown[]>,
): Promise<void> {
  for (const at of Array.from({ length: count }, (_, i) => 1 + Math.floor((i * boundaries) / count))) {
    const folder = join(root, `killed-${mode}-${at}`)
    cpSync(from, folder, { recursive: true })
    const { signal, stderr } = killed(folder, at, mode)
    expect({ at, signal }).toEqual({ at, signal: 'SIGKILL' })
    // Started again: everything but what is durable is new.
    await whole(runIn(landscape, folder, unharmed))
    expect({ killed: stderr, ...contents(folder) }).toEqual({ killed: stderr, ...undisturbed })
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The boundaries of a run that came to its end in every system. */
async function whole(run: Promise<Ran>): Promise<number> {
  const { boundaries, down } = await run
  expect(down).toEqual([])
  return boundaries
}

/** Every row of every table that is not Thalweg's, in key order. */
function contents(folder: string): Record<string, unknown[]> {
  const out: Record<string, unknown[]> = {}
  for (const file of ['eam.sqlite', 'erp.sqlite', 'proc.sqlite']) {
    const db = new DatabaseSync(join(folder, file))
    const tables = db
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'thalweg%' AND name NOT LIKE 'sqlite%' ORDER BY name")
      .all()
    for (const { name } of tables)
      out[`${file} ${String(name)}`] = db
        .prepare(`SELECT * FROM "${String(name)}"`)
        .all()
        .map((row) => JSON.stringify(row))
        .sort()
    db.close()
  }
  return out
}

function edit(folder: string): void {
  const sql = (file: string, text: string) => {
    const db = new DatabaseSync(join(folder, file))
    db.exec(text)
    db.close()
  }
  sql(
    'eam.sqlite',
    "UPDATE wo SET technician = 'night shift', hours = '3.00' WHERE rowid % 2 = 0; DELETE FROM wo WHERE wo_no = '2043'; UPDATE equipment SET status = 'D'",
  )
  sql(
    'erp.sqlite',
    "UPDATE maintenance_order SET cost = cost + 10, state = 90 WHERE rowid % 3 = 0; DELETE FROM maintenance_order WHERE order_no = '2255'; UPDATE requisition SET approval = 'REJECTED' WHERE rowid % 5 = 0",
  )
  sql('proc.sqlite', "UPDATE vendors SET name = name || ' Ltd', modified = '2026-11-24 08:00:00.000' WHERE rowid % 2 = 0")
}

export interface Kills {
  /** At most this many of the boundaries of a run after edits, spread evenly. */
  readonly afterEdits: number
  /** The same of the first sync. */
  readonly firstSync: number
}

export function describeKills({ afterEdits, firstSync }: Kills): void {
  describe('a run that is killed', () => {
    let undisturbed: Record<string, unknown[]>
    let boundaries = 0
    let synced: Record<string, unknown[]>
    let firstBoundaries = 0
    const prepared = join(root, 'prepared')

    beforeAll(async () => {
      const files = buildDatabases(prepared)
      for (const [name, file] of Object.entries(files)) {
        const db = new DatabaseSync(file)
        db.exec(readFileSync(join(generated, name.toUpperCase(), 'capture.sql'), 'utf8'))
        db.close()
      }
      cpSync(prepared, start, { recursive: true })
      firstBoundaries = await whole(runIn(landscape, start, { ...unharmed, accept: true }))
      synced = contents(start)
      edit(start)
      const folder = join(root, 'undisturbed')
      cpSync(start, folder, { recursive: true })
      boundaries = await whole(runIn(landscape, folder, unharmed))
      undisturbed = contents(folder)
    }, hangs)
    afterAll(() => rmSync(root, { recursive: true, force: true }))

    it(
      'comes to the same end after a kill at each of the boundaries',
      async () => {
        expect(boundaries).toBeGreaterThanOrEqual(25)
        expect(undisturbed).not.toEqual(contents(start))
        await endsAlike(start, 'run', boundaries, Math.min(afterEdits, boundaries), undisturbed)
      },
      hangs,
    )

    it(
      'comes to the same end after a kill within the first sync',
      async () => {
        expect(firstBoundaries).toBeGreaterThanOrEqual(8)
        expect(synced).not.toEqual(contents(prepared))
        await endsAlike(prepared, 'accept', firstBoundaries, Math.min(firstSync, firstBoundaries), synced)
      },
      hangs,
    )

    it('leaves nothing that an idle run would write', async () => {
      const folder = join(root, 'undisturbed')
      const dump = () => ['eam', 'erp', 'proc', 'ledger'].map((name) => dumpOf(join(folder, `${name}.sqlite`)))
      const before = dump()
      await whole(runIn(landscape, folder, unharmed))
      expect(dump()).toEqual(before)
    })
  })
}

function dumpOf(file: string): string {
  const db = new DatabaseSync(file)
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all()
  const text = tables
    .map(
      ({ name }) =>
        `${String(name)}\n${db
          .prepare(`SELECT * FROM "${String(name)}"`)
          .all()
          .map((row) => JSON.stringify(row))
          .join('\n')}`,
    )
    .join('\n')
  db.close()
  return text
}
