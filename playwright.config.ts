import { existsSync } from 'node:fs'
import { defineConfig } from '@playwright/test'

// Debian's Chromium: Playwright's own download is not reachable everywhere.
const chromium = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/chromium-browser'].find((path) =>
  existsSync(path),
)
const asRoot = process.getuid?.() === 0

/** What plays a scanner at the keys: the page tells it from a person by milliseconds, so nothing runs beside it. */
const hasty = '**/keyboard-wedge.e2e.ts'

export default defineConfig({
  testDir: 'test/end-to-end',
  testMatch: '**/*.e2e.ts',
  outputDir: 'test-results',
  // Most of a test is waiting for a person's pace and for paper.
  workers: 2,
  fullyParallel: true,
  retries: 0,
  // Bounds for what hangs, not for what is slow.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  forbidOnly: Boolean(process.env.CI),
  projects: [
    { name: 'stations', testIgnore: hasty },
    { name: 'alone', testMatch: hasty, dependencies: ['stations'] },
  ],
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    // Without a film of the page, which costs a tenth of a run: what it held at each step is kept, and a picture of its end.
    trace: { mode: 'retain-on-failure', screenshots: false },
    launchOptions: {
      ...(chromium ? { executablePath: chromium } : {}),
      args: [
        ...(asRoot ? ['--no-sandbox'] : []),
        '--disable-quic',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
