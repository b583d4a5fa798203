/** A real process, killed with SIGKILL at every kind of boundary between effects, and started again, ends where an undisturbed run ends. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildDatabases } from '../../examples/work-orders/build.ts'

const root = mkdtempSync(join(tmpdir(), 'thalweg-kill-'))
const start = join(root, 'start')
const script = join(import.meta.dirname, 'killed-run.ts')
const generated = join(import.meta.dirname, '../../generated/work-orders/systems')
const kills = 25
const firstKills = 8
/** Only against a run that hangs: how long it takes, the machine says. */
const hangs = 900_000

function run(folder: string, at: number, mode = 'run') {
  return spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', script, folder, String(at), mode], { encoding: 'utf8' })
}

/** The runs of one folder: killed at some of the boundaries, and started again, each must end with these contents. */
function endsAlike(from: string, mode: string, boundaries: number, count: number, undisturbed: Record<string, unknown[]>): void {
  for (const at of Array.from({ length: count }, (_, i) => 1 + Math.floor((i * boundaries) / count))) {
    const folder = join(root, `killed-${mode}-${at}`)
    cpSync(from, folder, { recursive: true })
    const killed = run(folder, at, mode)
    expect({ at, signal: killed.signal }).toEqual({ at, signal: 'SIGKILL' })
    whole(run(folder, 0))
    expect({ killed: killed.stderr, ...contents(folder) }).toEqual({ killed: killed.stderr, ...undisturbed })
    rmSync(folder, { recursive: true, force: true })
  }
}
const boundariesOf = (ended: ReturnType<typeof run>) => (JSON.parse(whole(ended)) as { boundaries: number }).boundaries

/** What a run printed that came to its end. */
function whole({ status, stdout, stderr }: ReturnType<typeof run>): string {
  if (status !== 0) throw new Error(stderr)
  return stdout
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

describe('a run that is killed', () => {
  let undisturbed: Record<string, unknown[]>
  let boundaries = 0
  let synced: Record<string, unknown[]>
  let firstBoundaries = 0
  const prepared = join(root, 'prepared')

  beforeAll(() => {
    const files = buildDatabases(prepared)
    for (const [name, file] of Object.entries(files)) {
      const db = new DatabaseSync(file)
      db.exec(readFileSync(join(generated, name.toUpperCase(), 'capture.sql'), 'utf8'))
      db.close()
    }
    cpSync(prepared, start, { recursive: true })
    firstBoundaries = boundariesOf(run(start, 0, 'accept'))
    synced = contents(start)
    edit(start)
    const folder = join(root, 'undisturbed')
    cpSync(start, folder, { recursive: true })
    boundaries = boundariesOf(run(folder, 0))
    undisturbed = contents(folder)
  }, hangs)
  afterAll(() => rmSync(root, { recursive: true, force: true }))

  it(
    'comes to the same end after a kill at each of the boundaries',
    () => {
      expect(boundaries).toBeGreaterThanOrEqual(kills)
      expect(undisturbed).not.toEqual(contents(start))
      endsAlike(start, 'run', boundaries, kills, undisturbed)
    },
    hangs,
  )

  it(
    'comes to the same end after a kill within the first sync',
    () => {
      expect(firstBoundaries).toBeGreaterThanOrEqual(firstKills)
      expect(synced).not.toEqual(contents(prepared))
      endsAlike(prepared, 'accept', firstBoundaries, firstKills, synced)
    },
    hangs,
  )

  it('leaves nothing that an idle run would write', () => {
    const folder = join(root, 'undisturbed')
    const dump = () => ['eam', 'erp', 'proc', 'ledger'].map((name) => dumpOf(join(folder, `${name}.sqlite`)))
    const before = dump()
    expect(run(folder, 0).status).toBe(0)
    expect(dump()).toEqual(before)
  })
})

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
