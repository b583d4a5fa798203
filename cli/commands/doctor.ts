import type { ConnectorConfig, SystemOf } from '../../runtime/door.ts'
import type { Cli, Command } from '../command.ts'
import type { Finding, Patient } from '../doctor/probe.ts'
import type { Estate } from '../estate.ts'
import { chosenFlows, estateOf, eventFlows } from '../estate.ts'
import type { ServerSystem } from '../server/reach.ts'
import { scriptsOf } from './prepare.ts'

export const doctor: Command = {
  name: 'doctor',
  group: 'systems',
  summary: 'is every system as the flows need it',
  about:
    'Reaches each system and looks, without writing: tables and columns, every statement that the flows run, rights, what prepare makes, an index on each key, the clock, changes that nothing would see, and what a run would refuse to start on. One line for each, with what to do about a problem.',
  arguments: [{ name: 'flows', about: 'the flow file', required: false }],
  options: [],
  examples: [
    ['thalweg doctor', 'every system; exit 1 when there is a problem'],
    ['thalweg doctor --json', 'for a monitor'],
  ],
  run: async (input, cli) => {
    const estate = await estateOf(input)
    const { patientOf, detection } = await import('../doctor/probe.ts')
    const { missingNames } = await import('../../runtime/connect.ts')
    const flows = Object.values(estate.landscape.flows)
    const all = chosenFlows(estate.landscape, [])
    const progress = cli.progress('looking at systems')
    const missing = (systems: readonly string[]) => missingNames(estate.landscape, process.env, new Set(systems))
    const { standingOf } = await import('../doctor/standing.ts')
    const standing = await standingOf(
      estate,
      all.filter((flow) => missing(flow.systems).length === 0),
    )
    const systems: Looked[] = []
    for (const system of Object.values(estate.landscape.systems)) {
      const patient = patientOf(system, flows, eventFlows(all))
      if (patient.uses.length + patient.events.length === 0) continue
      const names = missing([system.name])
      const findings =
        names.length > 0
          ? [notSet(names)]
          : [...(await probes[system.connector.kind](estate, patient, system as never)), ...detection(patient)]
      systems.push({ system: system.name, findings: [...findings, ...(standing.systems.get(system.name) ?? [])] })
      progress.add(1)
    }
    progress.end()
    const { ledger } = standing
    const problems = [...systems.flatMap(({ findings }) => findings), ...ledger].filter(({ ok }) => !ok).length
    return { exit: problems === 0 ? 0 : 1, data: { problems, systems, ledger }, text: told(systems, ledger, problems, cli) }
  },
}

interface Looked {
  readonly system: string
  readonly findings: readonly Finding[]
}

function notSet(names: readonly string[]): Finding {
  const wayOut = 'set it in the environment, or in the .env beside the flow file'
  return { what: 'reached', ok: false, text: `not set: ${names.join(', ')}`, wayOut }
}

type Probes = {
  readonly [K in ConnectorConfig['kind']]: (estate: Estate, patient: Patient, system: SystemOf<K>) => Promise<readonly Finding[]>
}

async function server(estate: Estate, patient: Patient, system: ServerSystem): Promise<readonly Finding[]> {
  const { probeServer } = await import('../doctor/server.ts')
  const { logName } = await import('../../runtime/connectors/postgres/log/name.ts')
  const scripts = scriptsOf(system, false).map(({ sql }) => sql)
  return probeServer(patient, logName(estate.landscape.name, system.name), scripts)
}

/** How each kind of system is looked at. */
const probes: Probes = {
  sqlite: async (estate, patient, system) => {
    const { probeSqlite } = await import('../doctor/sqlite.ts')
    return probeSqlite(
      patient,
      await pathOf(estate, system),
      scriptsOf(system, false).map(({ sql }) => sql),
    )
  },
  postgres: server,
  mariadb: server,
  folder: async (estate, patient, system) => {
    const { probeFolder } = await import('../doctor/folder.ts')
    return probeFolder(patient, await pathOf(estate, system))
  },
  appendTo: async (estate, _patient, system) => {
    const { folderOf } = await import('../../runtime/connect.ts')
    const { probeWrittenFolder } = await import('../doctor/written-folder.ts')
    return probeWrittenFolder(folderOf(system, estate.landscape.name, { folder: estate.project.folder, env: process.env }))
  },
  dropTo: async (estate, patient, system) => {
    const { probeDrops } = await import('../doctor/drops.ts')
    return probeDrops(
      patient,
      await pathOf(estate, system),
      scriptsOf(system, false).map(({ sql }) => sql),
    )
  },
  custom: async (estate, patient) => {
    const { probeCustom } = await import('../doctor/custom.ts')
    return probeCustom(estate, patient)
  },
}

async function pathOf(estate: Estate, system: SystemOf<'sqlite' | 'folder' | 'dropTo'>): Promise<string> {
  const { pathOf: path } = await import('../../runtime/connect.ts')
  return path(system, { folder: estate.project.folder, env: process.env })
}

function told(systems: readonly Looked[], ledger: readonly Finding[], problems: number, { paint }: Cli): string {
  const line = ({ ok, text, wayOut }: Finding) =>
    `  ${ok ? paint.green('ok     ') : paint.red('problem')}  ${text}${wayOut === undefined ? '' : `\n           ${wayOut}`}`
  return [
    ...systems.flatMap(({ system, findings }) => [paint.bold(system), ...findings.map(line)]),
    paint.bold('ledger'),
    ...ledger.map(line),
    '',
    problems === 0 ? 'Every system is as the flows need it.' : `${problems} ${problems === 1 ? 'problem' : 'problems'}.`,
  ].join('\n')
}
