/** Preparing a system at a server: what is printed is what is run. */
import { ServerError } from '../../runtime/connectors/server/session.ts'
import type { GeneratedLandscape } from '../../runtime/door.ts'
import type { Estate } from '../estate.ts'
import { Failure } from '../failure.ts'
import { leftOverScript, preparation } from './preparation.ts'
import type { Reached, ServerSystem } from './reach.ts'
import { reached } from './reach.ts'
import { rightsOfRuntime, rightsOfUsers } from './rights.ts'

/** What has to be run after the scripts, since they do not take it away: a script, or null. */
export async function leftOverOnServer(system: ServerSystem, scripts: readonly string[]): Promise<string | null> {
  return reached(system, async ({ session, catalog }) => leftOverScript(preparation(await catalog.ours(session), scripts), catalog))
}

/** Runs the scripts one after the other; each may be run again. */
export async function applyOnServer(estate: Estate, system: ServerSystem, scripts: readonly string[]): Promise<void> {
  await reached(system, async (at) => {
    for (const script of scripts) {
      try {
        for (const statement of at.catalog.statements(script)) await at.session.query(statement)
      } catch (error) {
        await at.session.query('ROLLBACK').catch(() => undefined)
        throw await explained(error, estate, system, at)
      }
    }
  })
}

/** The only value that may be taken is the mark of whose the place is. Rights that are missing are told as what somebody with all rights has to run. */
async function explained(
  error: unknown,
  { landscape }: Estate,
  { name }: ServerSystem,
  { session, catalog, server }: Reached,
): Promise<unknown> {
  if (!(error instanceof ServerError)) return error
  if (error.refusal === 'taken' && session.open)
    return new Failure(
      'system.refused',
      `${name}: its place at ${server.title} was prepared for another system or landscape, and nothing was changed`,
      `place ${name} in a database or schema of its own, or take the other's preparation away with its own thalweg prepare --undo`,
    )
  if (error.refusal !== 'never' || !session.open) return error
  const grants = await catalog.toPrepare(session, placesOf(landscape, name))
  if (grants.length === 0) return error
  return new Failure(
    'system.rights',
    `${name}: this user may not do all of it: ${error.message}`,
    `hand it to somebody who may: thalweg prepare --system ${name} prints it; or have this run, and prepare again:\n${grants.join('\n')}`,
  )
}

/** The script that gives rights to the role of the runtime, to the role of the system's users, or to both. */
export async function rightsOnServer(
  { landscape }: Estate,
  system: ServerSystem,
  scripts: readonly string[],
  { runtime, users }: { readonly runtime: string | undefined; readonly users: string | undefined },
): Promise<string> {
  return reached(system, async ({ server, session, catalog }) => {
    const { begin, commit } = catalog.transaction ?? { begin: null, commit: null }
    const lines: string[] = []
    if (runtime !== undefined) {
      const rights = rightsOfRuntime(landscape, system.name, scripts)
      lines.push('-- What the role of the runtime needs, and no more.', ...(await catalog.grants(session, runtime, rights, false)))
      const adapters = Object.values(landscape.flows).flatMap((flow) => flow.adapters[system.name] ?? [])
      if (adapters.some(({ detect }) => detect.kind === 'log'))
        lines.push(
          ...catalog.logGrants(
            runtime,
            adapters.some(({ writes }) => writes.length > 0),
          ),
        )
    }
    if (users !== undefined) {
      const columns = new Map<string, readonly string[]>()
      for (const place of placesOf(landscape, system.name))
        columns.set(
          place,
          (await server.columns(session, place)).map(({ name }) => name),
        )
      const rights = rightsOfUsers(landscape, system.name, columns)
      lines.push('-- What others own, users of the system may read only.', ...(await catalog.grants(session, users, rights, true)))
    }
    return [...[begin, ...lines, commit].filter((line) => line !== null), ''].join('\n')
  })
}

/** Tables that flows touch there. */
function placesOf({ flows, events = {} }: GeneratedLandscape, system: string): readonly string[] {
  const adapters = Object.values(flows).map((flow) => flow.adapters[system])
  const sources = Object.values(events).map(({ source }) => source)
  return [...new Set([...adapters, ...sources].flatMap((each) => (each?.system === system ? [each.place] : [])))]
}
