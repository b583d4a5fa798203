/** To stop and to start at rest changes nothing: the next run of a new process writes nothing, and finds the same ledger and leaves it. */
import { asText } from '../as-text.ts'
import type { Hub } from '../hub.ts'
import { stillRun } from './idle.ts'
import type { Scene } from './scene.ts'

export async function restarted({ world, hub }: Scene): Promise<readonly string[]> {
  const before = await ledgerText({ world, hub })
  hub.restart()
  const found = await ledgerText({ world, hub })
  const wrong = [...(await stillRun({ world, hub }, 'the first run of a new process'))]
  if (found !== before) wrong.push('a new process finds another ledger')
  else if ((await ledgerText({ world, hub })) !== before) wrong.push('the first run of a new process changes the ledger')
  return wrong
}

/** Everything that counts in it. */
async function ledgerText({ world, hub }: { readonly world: Scene['world']; readonly hub: Hub }): Promise<string> {
  const { ledger } = hub
  const flows = await Promise.all(
    world.flows.map(async ({ name, systems }) => {
      const keys = await ledger.keys(name, null, Number.MAX_SAFE_INTEGER)
      const positions = await Promise.all(systems.map(async (system) => ledger.position(name, system)))
      return [name, keys, await ledger.read(name, keys), positions, await ledger.figures({ flow: name })]
    }),
  )
  return asText([flows, await ledger.pending(), await ledger.reviews({}), await ledger.opHigh()])
}
