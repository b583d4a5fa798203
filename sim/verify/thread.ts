/** One of the threads over which runs are spread: it is told a run, makes it, and answers. */
import { on } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'
import type { GeneratedLandscape } from '../../runtime/door.ts'
import type { RunOf } from './run-once.ts'
import { runOnce } from './run-once.ts'
import type { Answer, Crew } from './threads.ts'

const { module, steps } = workerData as Pick<Crew, 'module' | 'steps'>
const { landscape } = (await import(module)) as { readonly landscape: GeneratedLandscape }

async function answerTo(run: RunOf): Promise<Answer> {
  try {
    return { outcome: await runOnce(landscape, { steps }, run) }
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) }
  }
}

for await (const [run] of on(parentPort!, 'message') as AsyncIterable<[RunOf]>) parentPort!.postMessage(await answerTo(run))
