/** One process for many command lines of one project: the start of a process each would cost more than what they do. */
import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Said } from './command.ts'

export interface Commands {
  run(line: string, env: Readonly<Record<string, string>>): Promise<Said>
  /** The next command has a process of its own again, which reads anew what was generated. */
  end(): void
}

export function commandsOf(folder: string): Commands {
  let child: ChildProcess | null = null
  return {
    run: async (line, env) => {
      child ??= fork(join(import.meta.dirname, 'command-process.ts'), {
        cwd: folder,
        execArgv: ['--disable-warning=ExperimentalWarning'],
        // Neither the terminal of the test run nor its wish for colours is any business of the commands.
        silent: true,
        env: { PATH: process.env['PATH'] ?? '', NO_COLOR: '1' },
      })
      child.send({ line, env: { PATH: process.env['PATH'] ?? '', HOME: folder, ...env } })
      const [said] = (await once(child, 'message')) as [Said]
      return said
    },
    end: () => {
      child?.kill()
      child = null
    },
  }
}
