import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{core,platform,drivers,sync,main,renderer,test}/**/*.test.{ts,tsx}'],
    globalSetup: 'test/made-once/test-run.ts',
    pool: 'forks',
    // One less is vitest's own choice: on a machine of two cores that is one file after the other, and most of them wait.
    maxWorkers: Math.max(2, availableParallelism()),
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
