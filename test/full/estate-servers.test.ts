/** The working day of the estate with maintenance on PostgreSQL and finance on MariaDB: what is decided is what is decided on files. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { lastReconciled } from '../../cli/reconcile/record.ts'
import type { Played } from '../../examples/estate/day/play.ts'
import { playDay } from '../../examples/estate/day/play.ts'
import type { Stage } from '../../examples/estate/day/stage.ts'
import { files } from '../../examples/estate/day/stage.ts'
import { onServers } from '../../examples/estate/servers/stage.ts'
import { openLedgerOf } from '../../runtime/open.ts'
import type { AuditRow } from '../../runtime/ports.ts'
import { hasMariadb, noMariadb } from '../servers/mariadb.ts'

const folder = mkdtempSync(join(tmpdir(), 'thalweg-estate-servers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Day extends Played {
  readonly audit: readonly AuditRow[]
  readonly reviews: readonly string[]
}

async function play(name: string, stage: Stage): Promise<Day> {
  const ledger = join(folder, `${name}.ledger.sqlite`)
  const played = await playDay({ seed: 1, folder: join(folder, name), ledger, say: () => undefined, pieces: 40, days: 60, stage })
  const kept = await openLedgerOf(stage.landscape, ledger, { readOnly: true })
  const audit = await kept.audit({ limit: 1_000_000 })
  const reviews = (await kept.reviews({ open: true })).map(({ flow, key, unit, conflict }) => [flow, key, unit, conflict].join(' '))
  expect(await kept.deadLetters({})).toEqual([])
  expect(await kept.pending()).toEqual([])
  for (const flow of Object.keys(stage.landscape.flows))
    expect({ flow, ...(await lastReconciled(kept, flow)) }).toMatchObject({ flow, drift: 0 })
  await kept.close()
  return { ...played, audit, reviews }
}

/** What was decided of whose value, whatever the way in which its system spells it. */
function decisions(audit: readonly AuditRow[]): readonly string[] {
  return audit.map(({ flow, key, kind, conflict, system, unit }) => [flow, key, kind, conflict, system, unit].join(' ')).toSorted()
}

test.skipIf(!hasMariadb())(`the day decides alike on files and on servers${hasMariadb() ? '' : `: ${noMariadb}`}`, async () => {
  // The project lies where the packages of this one are found.
  const project = join(import.meta.dirname, '../../examples/estate/live/tested')
  const stage = await onServers(project, () => undefined)
  if (typeof stage === 'string') throw new Error(stage)
  try {
    const [onFiles, atServers] = [await play('files', files), await play('servers', stage)]
    expect(atServers.reviews).toEqual(onFiles.reviews)
    expect(decisions(atServers.audit)).toEqual(decisions(onFiles.audit))
  } finally {
    await stage.stop()
    rmSync(project, { recursive: true, force: true })
  }
})
