import { describe, expect, it } from 'vitest'
import { voidReasons } from '../lifecycle/void-reasons.ts'
import { keyPress } from './key-press.ts'

const isTaken = (reason: string) => keyPress.safeParse({ key: 'void', reason }).success

describe('the reason for a void', () => {
  it('is one of the listed codes, or a person’s own words', () => {
    for (const reason of [...voidReasons, 'stuck to the liner', '标签被雨淋湿', 'x'.repeat(200)])
      expect(isTaken(reason), reason).toBe(true)
  })

  it.each(['', 'x'.repeat(201), 'two\nlines', 'bell\x07', 'esc\x1b[2J', 'line\u2028separator', 'c1\x85'])(
    'is refused as %j',
    (reason) => expect(isTaken(reason)).toBe(false),
  )
})
