import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{core,platform,drivers,sync,main,renderer,test}/**/*.test.{ts,tsx}'],
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
