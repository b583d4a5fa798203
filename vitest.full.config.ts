import { defineConfig } from 'vitest/config'
import { reportTo } from './scripts/test-report.ts'
import { slow } from './test/slow.ts'

/** `npm run test:full`: what takes minutes. */
export default defineConfig({
  test: {
    include: ['test/full/**/*.test.ts', ...slow],
    pool: 'forks',
    maxWorkers: '100%',
    globalSetup: ['test/servers/run.ts'],
    testTimeout: 600_000,
    hookTimeout: 120_000,
    ...reportTo('full'),
  },
})
