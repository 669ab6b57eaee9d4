import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{core,platform,drivers,sync,main,renderer,test}/**/*.test.{ts,tsx}'],
    globalSetup: 'test/made-once/test-run.ts',
    // Properties draw the same inputs on every run.
    alias: { 'fast-check': fileURLToPath(new URL('test/properties/seeded-fast-check.ts', import.meta.url)) },
    pool: 'forks',
    // One less than there are cores is vitest’s own choice: one file after the other on a machine of two, and most of them wait.
    maxWorkers: Math.max(3, availableParallelism()),
    // Bounds for what hangs, not for what is slow: a machine may be busy with ten other programs.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    teardownTimeout: 60_000,
    expect: { poll: { timeout: 60_000 } },
  },
})
