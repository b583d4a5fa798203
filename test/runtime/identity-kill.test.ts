/** A run that dies at any boundary while it renumbers, pairs or makes rows of systems with own ids comes to the same end. */
import { copyFileSync, rmSync } from 'node:fs'
import { afterAll, expect, it } from 'vitest'
import { Engine, systemClock } from '../../runtime/engine/engine.ts'
import { openLedgerOf } from '../../runtime/open.ts'
import { project } from '../emit/project.ts'
import { hookedLedger, hookedOpener } from './failpoints.ts'
import type { Files } from './files.ts'
import type { MetOptions } from './met.ts'
import { insert, met, vendor } from './met.ts'

const user = project()
afterAll(user.remove)

class Killed extends Error {}

/** Kills in each case, spread evenly over its boundaries. */
const most = 24

/** A run of a new engine that dies at this boundary; 0: none. @returns how many it passed */
async function runTo(files: Files, at: number): Promise<number> {
  let passed = 0
  const hook = () => {
    if (++passed === at) throw new Killed()
  }
  const ledger = hookedLedger(await openLedgerOf(files.landscape, files.ledger), hook)
  const engine = new Engine({ landscape: files.landscape, ledger, open: hookedOpener(files.open, hook), clock: systemClock() })
  try {
    await engine.settleAll()
  } catch (error) {
    if (!(error instanceof Killed)) throw error
  } finally {
    await engine.close()
  }
  return passed
}

const systems = ['CRM', 'ERP', 'WMS'] as const

/** Every database as it is now, to start from again. */
function kept(files: Files): () => void {
  const all = [...systems.map((system) => files.file(system)), files.ledger]
  for (const file of all) copyFileSync(file, `${file}.kept`)
  return () => {
    for (const file of all) {
      for (const end of ['-wal', '-shm']) rmSync(`${file}${end}`, { force: true })
      copyFileSync(`${file}.kept`, file)
    }
  }
}

const common: MetOptions = {
  systems,
  creates: ['CRM'],
  whereTheyDiffer: 'byPolicy',
  numbered: { CRM: 'own', ERP: 'ours' },
  match: ['name'],
}
const unkeyed = (name: string) => insert(vendor('', { name })).replace("VALUES (''", 'VALUES (NULL')
/** What users hold, and in how many rows it lies. */
const held = (files: Files) =>
  Object.fromEntries(
    systems.map((system) => [
      system,
      files.rows(system, 'SELECT code, name, notes FROM vendor ORDER BY code, name').map((row) => Object.values(row).join(' ')),
    ]),
  )

const cases: Readonly<Record<string, { readonly before: (files: Files) => void; readonly ends: readonly string[] }>> = {
  'a record that is renumbered, and a row whose key is set back': {
    before: (files) => {
      files.sql('CRM', "UPDATE vendor SET code = 'N1', name = 'Ada B' WHERE code = 'V1'")
      files.sql('WMS', "UPDATE vendor SET notes = 'by WMS' WHERE code = 'V1'")
      files.sql('ERP', "UPDATE vendor SET code = 'E2' WHERE code = 'V2'")
    },
    ends: ['N1 Ada B by WMS', 'V2 Bea as found'],
  },
  'a row that is paired, and one that is made': {
    before: (files) => {
      files.sql('ERP', unkeyed('Cyd'))
      files.sql('CRM', insert(vendor('V3', { name: 'Cyd', notes: 'by CRM' })), insert(vendor('V4', { name: 'Dan' })))
    },
    ends: ['V1 Ada as found', 'V2 Bea as found', 'V3 Cyd by CRM', 'V4 Dan as found'],
  },
}

it.each(Object.entries(cases))('%s', { timeout: 600_000 }, async (_, { before, ends }) => {
  const files = await met(user, common, { CRM: [vendor('V1', { name: 'Ada' }), vendor('V2', { name: 'Bea' })] })
  await files.start()
  before(files)
  const again = kept(files)
  const boundaries = await runTo(files, 0)
  const audit = async () =>
    (await files.read(async (ledger) => ledger.audit({}))).filter(({ kind }) => kind === 'linked' || kind === 'renumbered').length
  const undisturbed = { conflicts: await files.conflicts(), audit: await audit() }
  expect(boundaries).toBeGreaterThan(10)
  const kills = Math.min(most, boundaries)
  for (const at of Array.from({ length: kills }, (_each, i) => 1 + Math.floor((i * boundaries) / kills))) {
    again()
    await runTo(files, at)
    await files.run()
    expect({ at, ...held(files) }).toEqual({ at, CRM: ends, ERP: ends, WMS: ends })
    expect({ at, conflicts: await files.conflicts(), audit: await audit() }).toEqual({ at, ...undisturbed })
    expect((await files.run()).moved).toBe(false)
  }
})
