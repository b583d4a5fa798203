import { configDefaults, defineConfig } from 'vitest/config'
import { reportTo } from './scripts/test-report.ts'
import { slow } from './test/slow.ts'

/** `npm test`: everything that is fast enough to run before each commit. The rest lies in test/full, and in test/slow.ts by name. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'generated/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'test/full/**', ...slow],
    // Processes, not threads: the tests change the working directory, set environment variables and end processes.
    pool: 'forks',
    // Vitest leaves one core to itself, which of two is half: its own process has nothing to do while these run.
    maxWorkers: '100%',
    globalSetup: ['test/servers/run.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    ...reportTo('default'),
  },
})
