// The process that a flow file runs in: it sends its one answer and is ended by who started it.
import { planGuarded } from './guarded.ts'
import type { PlannedApart } from './planned.ts'
import { recordReads } from './reads.ts'

const flowsFile = process.argv[2]!

const leave = process.exit.bind(process)
const send = process.send!.bind(process)
// The answer is ours: the file finds no way to give one.
delete process.send
process.on('disconnect', () => leave())
// The channel alone keeps no process: one that only waits for what never comes has to be seen to have nothing left to do.
process.channel?.unref()
// What the file does once the answer is given concerns nobody.
process.on('uncaughtException', () => {})
const reads = recordReads(flowsFile)
send({ ...(await planGuarded(flowsFile)), reads: reads() } satisfies PlannedApart)
