import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { suiteName } from '../programs.ts'
import { missingForHidraw, runUnderUmockdev } from './hidraw-rig.ts'

const missing = missingForHidraw()

describe.skipIf(missing.length > 0)(suiteName('a station with a scanner through node-hid', missing), () => {
  it('pairs it by the set-up code, hears it, sees it go and come back', () => {
    const program = join(import.meta.dirname, 'station-under-umockdev.ts')
    expect(runUnderUmockdev(program, 100_000)).toEqual([{ error: null }])
  })
})
