import { opener } from '../../runtime/connect.ts'
import { SystemError } from '../../runtime/ports.ts'
import type { Estate } from '../estate.ts'
import type { Finding, Patient } from './probe.ts'

/** Looks through the engineer's connector: does it answer, and has a row what the flows need. */
export async function probeCustom(estate: Estate, { system: { name }, uses }: Patient): Promise<Finding[]> {
  const open = opener(estate.landscape, { folder: estate.project.folder, env: process.env })
  const told = (error: unknown): Pick<Finding, 'ok' | 'text' | 'wayOut'> => {
    if (!(error instanceof SystemError)) throw error
    return { ok: false, text: error.message, wayOut: error.wayOut }
  }
  try {
    const system = await open(name)
    await system.identity()
    const rows: Finding[] = []
    for (const { adapter, flow } of uses) {
      try {
        const bound = await system.bind(adapter)
        const [row] = await bound.page(null, 1)
        await bound.head()
        const text = row === undefined ? 'has no row to look at' : 'gives rows with all columns'
        rows.push({ what: 'table', ok: true, text: `${flow.name}: ${adapter.place} ${text}` })
      } catch (error) {
        rows.push({ what: 'table', ...told(error) })
      }
    }
    await system.close()
    return [{ what: 'reached', ok: true, text: 'its connector answers' }, ...rows]
  } catch (error) {
    return [{ what: 'reached', ...told(error) }]
  }
}
