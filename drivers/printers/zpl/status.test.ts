import { describe, expect, it } from 'vitest'
import { stateOf } from '../create-printer.ts'
import { findErrorStatus, parseErrorStatus } from './error-status.ts'
import { findHostStatus, parseHostStatus } from './host-status.ts'

const idle: [string, string, string] = [
  '030,0,0,0320,000,0,0,0,000,0,0,0',
  '001,0,0,0,1,2,6,0,00000000,1,000',
  '1234,0',
]
const framed = (lines: readonly string[]) => lines.map((line) => `\x02${line}\x03\r\n`).join('')
const state = (lines: [string, string, string]) => stateOf(parseHostStatus(lines, 'P1'))
const errors = (flag: number, low: string) =>
  `\x02\r\n  PRINTER STATUS\r\n   ERRORS:         ${flag} 00000000 ${low}\r\n   WARNINGS:       0 00000000 00000000\r\n\x03`

describe('the answer to ~HS', () => {
  it('is found only when all three lines are there', () => {
    const answer = framed(idle)
    expect(findHostStatus(answer)).toEqual(idle)
    for (let length = 0; length < answer.length - 2; length++)
      expect(findHostStatus(answer.slice(0, length))).toBeNull()
  })

  it.each<[string, number, string]>([
    ['ready', 0, idle[0]],
    ['media-out', 0, '030,1,0,0320,000,0,0,0,000,0,0,0'],
    ['paused', 0, '030,0,1,0320,000,0,0,0,000,0,0,0'],
    ['printing', 0, '030,0,0,0320,002,0,0,0,000,0,0,0'],
    ['busy', 0, '030,0,0,0320,002,1,0,0,000,0,0,0'],
    ['printing', 0, '030,0,0,0320,000,0,0,1,000,0,0,0'],
    ['hot', 0, '030,0,0,0320,000,0,0,0,000,0,0,1'],
    ['head-open', 1, '001,0,1,0,1,2,6,0,00000000,1,000'],
    ['ribbon-out', 1, '001,0,0,1,1,2,6,0,00000000,1,000'],
    ['printing', 1, '001,0,0,0,1,2,6,0,00000003,1,000'],
  ])('means %s (line %i: %s)', (expected, at, line) => {
    const lines: [string, string, string] = [...idle]
    lines[at] = line
    expect(state(lines)).toBe(expected)
  })

  it.each([0, 1, 2])('is refused when line %i has another shape', (at) => {
    const lines: [string, string, string] = [...idle]
    lines[at] = `${lines[at]},9`
    expect(() => parseHostStatus(lines, 'P1')).toThrow('printer-status-malformed')
  })
})

describe('the answer to ~HQES', () => {
  it.each([
    ['media-out', '00000001'],
    ['ribbon-out', '00000002'],
    ['head-open', '00000004'],
    ['cutter', '00000008'],
    ['hot', '00000010'],
    ['hot', '00000020'],
    ['unknown', '00000200'],
  ])('names %s in %s', (expected, low) => {
    expect(parseErrorStatus(findErrorStatus(errors(1, low)) ?? '', 'P1')).toBe(expected)
  })

  it('names nothing when nothing is wrong', () => {
    expect(parseErrorStatus(errors(0, '00000000'), 'P1')).toBeNull()
  })
})
