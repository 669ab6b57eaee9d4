import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { LongestFirst, longest } from './test/made-once/longest-first.ts'

/** Beside the code that they test, but in a process of their own. */
const apart = [
  ...longest,
  // Patches the database driver for all of the file.
  'main/station/query-plans.test.ts',
  // Replaces the clock and timers of the process.
  'main/composition/liveness.test.ts',
  // Puts a module in the place of `electron`, which is seen by who imports it first.
  'main/hosts/electron.test.ts',
  // Starts Chromium by the process’s own user and environment, both of which it replaces.
  'main/hosts/app-window.test.ts',
  // After other files in its process, it waited for the channel of a child that it had killed without end.
  'platform/processes/channel.test.ts',
  // Bundles the programs with Vite, inside the process, and reads the modules of the house anew.
  'main/hosts/bundle-electron.test.ts',
]

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
      { extends: true, test: { name: 'apart', include: ['{sync,test}/**/*.test.ts', ...apart] } },
      {
        // Most of what a short file costs is a process and the modules that it imports: these share both (decision 0068).
        extends: true,
        test: {
          name: 'together',
          include: ['{core,platform,drivers,main,renderer}/**/*.test.{ts,tsx}'],
          exclude: apart,
          isolate: false,
          setupFiles: 'test/made-once/left-as-found.ts',
        },
      },
    ],
  },
})
