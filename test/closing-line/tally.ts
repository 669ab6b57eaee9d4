/** What one step of the whole test run came to. Skipped tests are named: a skip that nobody sees is a test that is gone. */
export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: readonly string[]
}

export const nothing: Tally = { passed: 0, failed: 0, skipped: [] }

export function add(a: Tally, b: Tally): Tally {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: [...a.skipped, ...b.skipped] }
}

/** The last line of the run, which other programs read. */
export const closingLine = (tally: Tally): string =>
  `${tally.passed} passed, ${tally.failed} failed, ${tally.skipped.length} skipped`

/** A step that is one yes or no: a type check, a linter. */
export const ofExit = (code: number): Tally =>
  code === 0 ? { passed: 1, failed: 0, skipped: [] } : { passed: 0, failed: 1, skipped: [] }

/** A runner that failed without a failed test (a file that does not load, a crash) counts as one failure more. */
export function withExit(tally: Tally, code: number): Tally {
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally
}

interface VitestReport {
  testResults: { status: string; assertionResults: { status: string; fullName: string }[] }[]
}

/** Vitest's JSON reporter. A file that failed to load has no tests of its own and counts as one failure. */
export function ofVitest(report: VitestReport): Tally {
  const tests = report.testResults.flatMap((file) => file.assertionResults)
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  return {
    passed: tests.filter((test) => test.status === 'passed').length,
    failed: tests.filter((test) => test.status === 'failed').length + broken.length,
    skipped: tests
      .filter((test) => test.status !== 'passed' && test.status !== 'failed')
      .map((test) => test.fullName),
  }
}

interface PlaywrightSuite {
  specs?: { title: string; tests: { status: string }[] }[]
  suites?: PlaywrightSuite[]
}
interface PlaywrightReport {
  suites: PlaywrightSuite[]
  errors: unknown[]
}

/** Playwright's JSON reporter. A test that passes only on a second try is `flaky` and counts as failed. */
export function ofPlaywright(report: PlaywrightReport): Tally {
  const specs = (suite: PlaywrightSuite): { title: string; status: string }[] => [
    ...(suite.specs ?? []).flatMap((spec) =>
      spec.tests.map((test) => ({ title: spec.title, status: test.status })),
    ),
    ...(suite.suites ?? []).flatMap(specs),
  ]
  const tests = report.suites.flatMap(specs)
  const count = (...status: string[]) => tests.filter((test) => status.includes(test.status))
  return {
    passed: count('expected').length,
    failed: count('unexpected', 'flaky').length + report.errors.length,
    skipped: count('skipped').map((test) => test.title),
  }
}
