import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{core,platform,drivers,sync,main,renderer,test}/**/*.test.{ts,tsx}'],
    globalSetup: 'test/made-once/test-run.ts',
    pool: 'forks',
    // One less than there are cores is vitest’s own choice: one file after the other on a machine of two, and most of them wait.
    maxWorkers: Math.max(3, availableParallelism()),
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
