/**
 * A run in a process of its own that kills itself at the n-th boundary between effects: `node killed-run.ts <folder> <n> [accept]`; 0: never. Prints how many
 * boundaries there were. `accept`: the match is accepted before, so that this is the first sync; accepting is no part of what is killed.
 */
import { landscape } from '../../generated/work-orders/index.ts'
import { runIn } from './killed.ts'

const [folder, at, mode] = [process.argv[2]!, Number(process.argv[3]), process.argv[4]]
const kill = (boundary: string) => {
  process.stderr.write(`killed ${boundary}\n`)
  process.kill(process.pid, 'SIGKILL')
}
process.stdout.write(JSON.stringify(await runIn(landscape, folder, { accept: mode === 'accept', at, kill })))
