import { defineConfig } from 'vitest/config'
import { reportTo } from './scripts/test-report.ts'

/** `npm run test:full`: what takes minutes. One file at a time, since these tests measure time and memory. */
export default defineConfig({
  test: {
    include: ['test/full/**/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 120_000,
    ...reportTo('full'),
  },
})
