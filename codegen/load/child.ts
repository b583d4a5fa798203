// The process that a flow file runs in: it waits for the word, sends its one answer and is ended by who started it.
import { once } from 'node:events'
import { planGuarded } from './guarded.ts'
import type { PlannedApart } from './planned.ts'
import { recordReads } from './reads.ts'

const [, , flowsFile, mode] = process.argv as [string, string, string, 'once' | 'ahead']

const leave = process.exit.bind(process)
const send = process.send!.bind(process)
process.on('disconnect', () => leave())
// There is time until the word comes: what nearly every flow file needs is loaded by then.
if (mode === 'ahead') await import('./ahead.ts')
await once(process, 'message')
// The answer is ours: the file finds no way to give one.
delete process.send
// The channel alone keeps no process: one that only waits for what never comes has to be seen to have nothing left to do.
process.channel?.unref()
// What the file does once the answer is given concerns nobody.
process.on('uncaughtException', () => {})
const reads = recordReads(flowsFile)
send({ ...(await planGuarded(flowsFile)), reads: reads() } satisfies PlannedApart)
