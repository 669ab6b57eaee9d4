import { describe, expect, it } from 'vitest'
import { lookOfSteps } from './label-life.ts'

describe("a label's life on the screen", () => {
  it.each([
    ['reserved', ['done', 'now', 'later', 'later']],
    ['sent', ['done', 'done', 'now', 'later']],
    ['printed', ['done', 'done', 'done', 'now']],
    ['verified', ['done', 'done', 'done', 'done']],
    ['uncertain', ['done', 'done', 'unsure', 'now']],
    ['voided', ['off', 'off', 'off', 'off']],
  ] as const)('%s lights the steps up as %j', (state, looks) => {
    const { reserved, sent, printed, verified } = lookOfSteps(state)
    expect([reserved, sent, printed, verified]).toEqual(looks)
  })
})
