import { describe, expect, it } from 'vitest'
import { findFourByteStatus } from './four-byte-status.ts'
import { findStatusByte } from './status-byte.ts'

const byte = (value: number) => {
  const found = findStatusByte(String.fromCharCode(value))
  return found !== null && 'said' in found ? found.said : null
}
const four = (bytes: string) => {
  const found = findFourByteStatus(`\x02${bytes}\x03\r\n`)
  return found !== null && 'said' in found ? found.said : found
}

describe('the answer to <ESC>!?', () => {
  it.each([
    [0x00, 'ready'],
    [0x01, 'head-open'],
    [0x02, 'jam'],
    [0x03, 'head-open'],
    [0x04, 'media-out'],
    [0x05, 'head-open'],
    [0x06, 'jam'],
    [0x08, 'ribbon-out'],
    [0x09, 'head-open'],
    [0x0a, 'jam'],
    [0x0b, 'head-open'],
    [0x0c, 'media-out'],
    [0x0d, 'head-open'],
    [0x10, 'paused'],
    [0x20, 'printing'],
    [0x30, 'paused'],
    [0x24, 'media-out'],
    [0x40, 'unknown'],
    [0x60, 'unknown'],
    [0x80, 'unknown'],
    [0x41, 'head-open'],
  ])('0x%x means %s', (value, state) => {
    expect(byte(value)).toMatchObject({ state })
  })

  it('is ready in one of 256 values, and printing in one', () => {
    const states = Array.from({ length: 256 }, (_, value) => byte(value)?.state)
    expect(states.filter((state) => state === 'ready')).toHaveLength(1)
    expect(states.filter((state) => state === 'printing')).toHaveLength(1)
    expect(findStatusByte('')).toBeNull()
  })
})

describe('the answer to <ESC>!S', () => {
  it.each([
    ['@@@@', 'ready', true],
    ['P@@@', 'printing', false],
    ['W@@@', 'printing', false],
    ['B@@@', 'printing', false],
    ['C@@@', 'printing', false],
    ['F@@@', 'printing', false],
    ['K@@@', 'busy', false],
    ['L@@@', 'busy', true],
    ['`@@@', 'paused', false],
    ['E@@A', 'media-out', false],
    ['E@@B', 'jam', false],
    ['E@@D', 'ribbon-out', false],
    ['E@@H', 'jam', false],
    ['E@@`', 'head-open', false],
    ['E@A@', 'hot', false],
    ['E@B@', 'hot', false],
    ['E@H@', 'cutter', false],
    ['E@P@', 'unknown', false],
    ['E@@@', 'unknown', false],
    ['@@@A', 'media-out', false],
    ['`@@A', 'media-out', false],
    ['E@AE', 'media-out', false],
    ['E@@e', 'head-open', false],
    ['E@@P', 'unknown', false],
    ['X@@@', 'unknown', false],
    ['@H@@', 'busy', false],
    ['P@@C', 'jam', false],
  ])('%s means %s', (bytes, state, idle) => {
    expect(four(bytes)).toMatchObject({ state, idle })
  })

  it('takes reserved warnings for warnings', () => {
    expect(four('@A@@')).toEqual({
      state: 'ready',
      warnings: ['other'],
      idle: true,
      works: false,
      partial: false,
    })
  })

  it('is none unless it is four bytes with bit 6 on and bit 7 off', () => {
    for (const bytes of ['@@@', '@@@@@', '\x00\x00\x00\x00', '@@@\xc0', '@@ @', ''])
      expect(four(bytes)).toMatchObject({ wrong: '<ESC>!S' })
  })

  it('is ready in exactly those of all answers with one byte changed that change a reserved warning', () => {
    const ready: string[] = []
    for (let at = 0; at < 4; at++) {
      for (let value = 0; value < 256; value++) {
        const bytes = `${'@@@@'.slice(0, at)}${String.fromCharCode(value)}${'@@@@'.slice(at + 1)}`
        const found = four(bytes)
        if (found !== null && 'state' in found && found.state === 'ready') ready.push(bytes)
      }
    }
    expect(new Set(ready).size).toBe(32)
    expect(ready.every((bytes) => bytes[0] === '@' && bytes[2] === '@' && bytes[3] === '@')).toBe(true)
  })

  it('waits for its end at every byte, behind noise and halves of another', () => {
    const whole = '\x02@@@@\x03\r\n'
    for (let length = 0; length < 6; length++) expect(findFourByteStatus(whole.slice(0, length))).toBeNull()
    expect(findFourByteStatus(`\x00noise\x02P@${whole}`)).toMatchObject({ said: { state: 'ready' } })
    expect(findFourByteStatus(`@@@\x03${whole}`)).toMatchObject({ said: { state: 'ready' } })
  })
})
