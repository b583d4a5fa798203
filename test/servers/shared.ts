/** Servers that all processes of one test run share: the first that needs one starts it, the run's end stops it. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder in which processes of the run find each other's servers. */
    readonly servers: string
  }
}

interface Running {
  readonly pid: number
  readonly folder: string
}

export async function shared<T extends Running>(name: string, start: () => Promise<T>): Promise<T> {
  const folder = inject('servers')
  const file = join(folder, `${name}.json`)
  for (;;) {
    const running = read<T>(file)
    if (running !== null) return running
    if (taken(join(folder, `${name}.lock`))) {
      try {
        const server = await start()
        writeFileSync(`${file}.new`, JSON.stringify(server))
        renameSync(`${file}.new`, file)
        return server
      } catch (error) {
        rmSync(join(folder, `${name}.lock`), { recursive: true })
        throw error
      }
    }
    await new Promise((resolve) => void setTimeout(resolve, 50))
  }
}

function read<T>(file: string): T | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T
  } catch {
    return null
  }
}

function taken(lock: string): boolean {
  try {
    mkdirSync(lock)
    return true
  } catch {
    return false
  }
}

/** What the run's processes have started. */
export function runningIn(folder: string): Running[] {
  return readdirSync(folder).flatMap((name) => (name.endsWith('.json') ? (read<Running>(join(folder, name)) ?? []) : []))
}
