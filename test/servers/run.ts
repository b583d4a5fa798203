/** Around a whole test run: where its servers are noted, and their end. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { runningIn } from './shared.ts'

export function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'thalweg-servers-'))
  project.provide('servers', folder)
  return () => {
    for (const { pid, folder: data } of runningIn(folder)) {
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // It has ended by itself.
      }
      rmSync(data, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
    }
    rmSync(folder, { recursive: true, force: true })
  }
}
