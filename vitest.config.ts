import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/made-once/longest-first.ts'

export default defineConfig({
  test: {
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
    // In any order (`--sequence.shuffle.files`): that no file needs another before it in its process is shown by hand.
    sequence: process.argv.includes('--sequence.shuffle.files') ? {} : { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: { name: 'apart', include: ['{platform,drivers,sync,main,test}/**/*.test.ts'] },
      },
      {
        // Most of what a short file costs is a process and the modules that it imports: pure code shares both (decision 0068).
        // What opens databases, sockets and processes does not: a file that leaves one behind would hang another.
        extends: true,
        test: {
          name: 'pure',
          include: ['{core,renderer}/**/*.test.{ts,tsx}'],
          isolate: false,
          setupFiles: 'test/made-once/left-as-found.ts',
        },
      },
    ],
  },
})
