import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { suiteName } from '../programs.ts'
import { missingForHidraw, runUnderUmockdev } from './hidraw-rig.ts'

interface Outcome {
  readonly suite: string
  readonly title: string
  readonly error: string | null
}

const program = join(import.meta.dirname, 'under-umockdev.ts')
const missing = missingForHidraw()
const titles = execFileSync(process.execPath, [program, '--titles'], {
  encoding: 'utf8',
  env: { ...process.env, NODE_OPTIONS: '' },
})
const cases = titles
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Outcome)

describe.skipIf(missing.length > 0)(suiteName('a scanner through node-hid', missing), () => {
  let outcomes: Outcome[] = []

  beforeAll(() => {
    outcomes = runUnderUmockdev(program, 100_000) as Outcome[]
  })

  it.each(cases)('$suite: $title', ({ suite, title }) => {
    const outcome = outcomes.find((one) => one.suite === suite && one.title === title)
    expect(outcome).toEqual({ suite, title, error: null })
  })
})
