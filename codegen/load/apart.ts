import { fork } from 'node:child_process'
import { basename, extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { endless } from './failure.ts'
import type { PlannedApart } from './planned.ts'

/** How long a flow file may take to load. It only describes: what takes longer waits for something. */
const limitMs = 60_000

/** Beside this file, with its ending: `.ts` in the repository, `.js` in what users install. */
const child = fileURLToPath(new URL(`child${extname(import.meta.url)}`, import.meta.url))

/**
 * The plan of a flow file, from a process of its own: nothing that the file does can end this one, write to its stdout or keep it running. What the
 * file prints goes to stderr.
 */
export function planApart(flowsFile: string, { withinMs = limitMs }: { readonly withinMs?: number } = {}): Promise<PlannedApart> {
  const running = fork(child, [flowsFile], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    serialization: 'advanced',
    stdio: ['ignore', process.stderr, process.stderr, 'ipc'],
  })
  const top = { file: basename(flowsFile), line: 1, column: 1 }
  return new Promise((resolve, reject) => {
    const answered = (planned: PlannedApart): void => {
      clearTimeout(limit)
      running.kill('SIGKILL')
      resolve(planned)
    }
    const limit = setTimeout(() => answered({ findings: [endless({ kind: 'slow', withinMs }, top)], reads: null }), withinMs)
    running.once('message', (planned) => answered(planned as PlannedApart))
    running.once('exit', () => answered({ findings: [endless({ kind: 'ends' }, top)], reads: null }))
    running.once('error', reject)
  })
}
