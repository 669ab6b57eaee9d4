import { describe, expect, test } from 'vitest'
import { add, closingLine, nothing, ofExit, ofPlaywright, ofVitest, withExit } from './tally.ts'

const vitest = {
  testResults: [
    {
      status: 'failed',
      assertionResults: [
        { status: 'passed', fullName: 'a' },
        { status: 'failed', fullName: 'b' },
        { status: 'skipped', fullName: 'Electron binary starts' },
        { status: 'todo', fullName: 'd' },
      ],
    },
    { status: 'failed', assertionResults: [] },
  ],
}
const playwright = {
  errors: [],
  suites: [
    {
      specs: [{ title: 'signs in', tests: [{ status: 'expected' }] }],
      suites: [
        {
          specs: [
            { title: 'scans', tests: [{ status: 'flaky' }, { status: 'unexpected' }, { status: 'skipped' }] },
          ],
        },
      ],
    },
  ],
}

describe('the closing line of the whole test run', () => {
  test('says what passed, failed and was skipped', () => {
    expect(closingLine(nothing)).toBe('0 passed, 0 failed, 0 skipped')
    expect(closingLine(add(ofExit(0), ofExit(2)))).toBe('1 passed, 1 failed, 0 skipped')
  })

  test('counts a file that does not load as a failure, and names what was skipped', () => {
    expect(ofVitest(vitest)).toEqual({ passed: 1, failed: 2, skipped: ['Electron binary starts', 'd'] })
  })

  test('counts a test that needed a second try as failed', () => {
    expect(ofPlaywright(playwright)).toEqual({ passed: 1, failed: 2, skipped: ['scans'] })
    expect(ofPlaywright({ suites: [], errors: ['no tests'] }).failed).toBe(1)
  })

  test('never passes when the runner itself failed', () => {
    expect(withExit(nothing, 1).failed).toBe(1)
    expect(withExit({ ...nothing, failed: 3 }, 1).failed).toBe(3)
    expect(withExit({ ...nothing, passed: 3 }, 0).failed).toBe(0)
  })
})
