import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findErrorStatus } from './error-status.ts'
import { findHostStatus } from './host-status.ts'
import { findLabelCount } from './label-count.ts'

type Lines = readonly [string, string, string]
const idle: Lines = ['030,0,0,0320,000,0,0,0,000,0,0,0', '001,0,0,0,1,2,6,0,00000000,1,000', '1234,0']
const framed = (lines: readonly string[]) => lines.map((line) => `\x02${line}\x03\r\n`).join('')
const answer = framed(idle)

const with1 = (line: string) => framed([line, idle[1], idle[2]])
const with2 = (line: string) => framed([idle[0], line, idle[2]])
const read = (heard: string) => {
  const found = findHostStatus(heard)
  return found !== null && 'said' in found ? found.said : found
}

describe('the answer to ~HS', () => {
  it('is found only when all three lines are there, wherever it is split', () => {
    for (let length = 0; length < answer.length - 2; length++)
      expect(findHostStatus(answer.slice(0, length))).toBeNull()
    expect(read(answer)).toEqual({ state: 'ready', warnings: null, idle: true, works: false, partial: false })
  })

  it.each([
    ['media-out', with1('030,1,0,0320,000,0,0,0,000,0,0,0')],
    ['paused', with1('030,0,1,0320,000,0,0,0,000,0,0,0')],
    ['printing', with1('030,0,0,0320,002,0,0,0,000,0,0,0')],
    ['busy', with1('030,0,0,0320,002,1,0,0,000,0,0,0')],
    ['unknown', with1('030,0,0,0320,000,0,1,0,000,0,0,0')],
    ['printing', with1('030,0,0,0320,000,0,0,1,000,0,0,0')],
    ['unknown', with1('030,0,0,0320,000,0,0,0,000,1,0,0')],
    ['unknown', with1('030,0,0,0320,000,0,0,0,000,0,1,0')],
    ['hot', with1('030,0,0,0320,000,0,0,0,000,0,0,1')],
    ['head-open', with2('001,0,1,0,1,2,6,0,00000000,1,000')],
    ['ribbon-out', with2('001,0,0,1,1,2,6,0,00000000,1,000')],
    ['printing', with2('001,0,0,0,1,2,6,0,00000003,1,000')],
    ['printing', with2('001,0,0,0,1,2,6,1,00000003,1,000')],
    // Worst first: open and out of everything; paused and hot; paused and in need of repair.
    ['head-open', framed(['030,1,1,0320,001,0,0,0,000,0,0,1', '001,0,1,1,1,2,6,0,00000001,1,000', idle[2]])],
    ['media-out', framed(['030,1,1,0320,001,0,0,0,000,0,0,1', '001,0,0,1,1,2,6,0,00000001,1,000', idle[2]])],
    ['hot', with1('030,0,1,0320,000,0,0,0,000,0,0,1')],
    ['unknown', with1('030,0,1,0320,000,0,0,0,000,1,0,0')],
  ])('means %s (%j)', (state, heard) => {
    expect(read(heard)).toMatchObject({ state, idle: false })
  })

  it('tells a label that waits to be taken from one that is not out yet', () => {
    expect(read(with2('001,0,0,0,1,2,6,1,00000000,1,000'))).toMatchObject({ state: 'busy', idle: true })
  })

  it('says that a format was begun and not ended', () => {
    expect(read(with1('030,0,0,0320,000,0,0,1,000,0,0,0'))).toMatchObject({ partial: true })
  })

  it.each([
    ['the end of an answer before it', framed([idle[1], idle[2]]) + answer],
    ['an answer cut off', `${answer.slice(0, 20)}${answer}`],
    ['two lines and a cut of an answer before it', answer.slice(0, 70) + answer],
    ['an answer to ~HQES', `\x02\r\n ERRORS: 0 00000000 00000000\x03${answer}`],
    ['noise', `\x00\xff\x03rubbish\x02\r\n\x02\x02${answer}`],
  ])('is found behind %s', (_what, heard) => {
    expect(read(heard)).toMatchObject({ state: 'ready' })
  })

  it.each([
    ['a line of another shape', with1(`${idle[0]},9`)],
    ['a letter in a flag', with1('030,X,0,0320,000,0,0,0,000,0,0,0')],
    ['lines in another order', framed([idle[1], idle[0], idle[2]])],
  ])('is none with %s', (_what, heard) => {
    expect(findHostStatus(heard)).toMatchObject({ wrong: '~HS' })
  })

  it('is never ready when a byte of it was turned into another, unless that byte says nothing of troubles', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: answer.length - 1 }),
        fc.integer({ min: 0x20, max: 0xff }),
        (at, byte) => {
          const heard = answer.slice(0, at) + String.fromCharCode(byte) + answer.slice(at + 1)
          const found = findHostStatus(heard)
          if (found === null || 'wrong' in found || found.said.state !== 'ready') return
          // Settings, label length, print mode and the password may be anything.
          const [a = '', b = ''] = heard.split('\x03').map((part) => part.slice(part.lastIndexOf('\x02') + 1))
          expect([a[4], a[6], b[6], b[8], b.slice(18, 26)]).toEqual(['0', '0', '0', '0', '00000000'])
        },
      ),
      { numRuns: 2000 },
    )
  })
})

const errors = (low: string, { flag = 1, high = '00000000', warnings = '00000000' } = {}) =>
  `\x02\r\n  PRINTER STATUS\r\n   ERRORS:         ${flag} ${high} ${low}\r\n   WARNINGS:       ${warnings === '00000000' ? 0 : 1} 00000000 ${warnings}\r\n\x03\r\n`
const errorState = (heard: string) => {
  const found = findErrorStatus(heard)
  return found !== null && 'said' in found ? found.said : found
}

describe('the answer to ~HQES', () => {
  it.each([
    ['media-out', '00000001'],
    ['ribbon-out', '00000002'],
    ['head-open', '00000004'],
    ['cutter', '00000008'],
    ['hot', '00000010'],
    ['hot', '00000020'],
    ['unknown', '00000040'],
    ['unknown', '00000080'],
    ['unknown', '00000100'],
    ['unknown', '00000200'],
    ['unknown', '00000400'],
    ['unknown', '00000800'],
    ['jam', '00001000'],
    ['unknown', '00002000'],
    ['jam', '00004000'],
    ['jam', '00008000'],
    ['paused', '00010000'],
    ['unknown', '00020000'],
    ['unknown', '00080000'],
    ['unknown', '10000000'],
    ['head-open', '00000007'],
    ['media-out', '00010003'],
    ['unknown', '00010040'],
    ['cutter', '00000048'],
  ])('names %s in %s', (state, low) => {
    expect(errorState(errors(low))).toMatchObject({ state, idle: false })
  })

  it('names nothing when nothing is wrong, and something when a flag or the high group says so', () => {
    expect(errorState(errors('00000000', { flag: 0 }))).toBeNull()
    expect(errorState(errors('00000000'))).toMatchObject({ state: 'unknown' })
    expect(errorState(errors('00000000', { flag: 0, high: '00000001' }))).toMatchObject({ state: 'unknown' })
  })

  it.each([
    ['00000001', ['calibrate-media']],
    ['00000002', ['clean-head']],
    ['00000004', ['replace-head']],
    ['00000008', ['media-low']],
    ['0000000F', ['calibrate-media', 'clean-head', 'replace-head', 'media-low']],
    ['00001000', ['other']],
  ])('warns in %s of %j, and is ready all the same', (bits, warnings) => {
    expect(errorState(errors('00000000', { flag: 0, warnings: bits }))).toMatchObject({
      state: 'ready',
      warnings,
    })
  })

  it('is found only when it is all there, and is none when its digits are not', () => {
    const whole = errors('00000005')
    for (let length = 0; length < whole.indexOf('\x03'); length++)
      expect(findErrorStatus(whole.slice(0, length))).toBeNull()
    expect(findErrorStatus(errors('0000000X'))).toMatchObject({ wrong: '~HQES' })
  })
})

describe('the answer to the odometer question', () => {
  it('is digits in quotes', () => {
    expect(findLabelCount('"1234"')).toEqual({ said: 1234, end: 6 })
    expect(findLabelCount(`${answer}"7"\r\n`)).toMatchObject({ said: 7 })
    expect(findLabelCount('"12')).toBeNull()
    expect(findLabelCount('"?"')).toMatchObject({ wrong: 'odometer' })
  })
})
