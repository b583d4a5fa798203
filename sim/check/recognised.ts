/** A ledger or a system that was put back to a backup is recognised before anything is written, where it lacks what the other side knows. */
import type { Scene } from './scene.ts'

export async function recognised({ world }: Scene): Promise<readonly string[]> {
  return world.restorations.flatMap(({ system, lacks, recognised: systems }) =>
    lacks !== null && systems.length === 0 ? [`${system ?? 'the ledger'} was restored and lacks ${lacks}, and nobody is asked`] : [],
  )
}
