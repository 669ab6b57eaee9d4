import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { learnSerial } from './learn-serial.ts'

const CODE = 'SETUPBCDEFGHJKL'
const learn = (text: string) => learnSerial(Buffer.from(text, 'latin1'), CODE)

describe('what a serial scanner’s way of sending the code tells', () => {
  it.each<[string, string, boolean, number[], number[]]>([
    ['AIM id and CR', `]C0${CODE}\r`, true, [], [13]],
    ['CR LF', `]Q1${CODE}\r\n`, true, [], [13]],
    ['no AIM id', `${CODE}\r`, false, [], [13]],
    ['TAB', `${CODE}\t`, false, [], [9]],
    ['STX and ETX', `\x02]C0${CODE}\x03`, true, [2], [3]],
    ['nothing around it', CODE, false, [], []],
    ['the end of another symbol before it', `9506000134352\r\n]C0${CODE}\r\n`, true, [], [13]],
    ['ETX CR LF', `\x02]C0${CODE}\x03\r\n`, true, [2], [3, 13, 10]],
    [
      'a prefix of two bytes, sent twice',
      `\x01\x02${CODE}\x03\r\x01\x02${CODE}\x03\r`,
      false,
      [1, 2],
      [3, 13],
    ],
    ['printable marks behind', `${CODE}##`, false, [], [0x23, 0x23]],
    ['sent twice', `]C0${CODE}\r]C0${CODE}\r`, true, [], [13]],
  ])('%s', (_, text, sendsAim, prefix, suffix) => {
    expect(learn(text)).toMatchObject({ sendsAim, framing: { prefix, suffix } })
  })

  it('nothing, of bytes without the code', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(learnSerial(bytes, CODE)).toBeNull()
      }),
    )
  })

  it('ends a symbol by a short silence when nothing stands behind it', () => {
    expect(learn(CODE)?.framing.idleMs).toBeLessThan(learn(`${CODE}\r`)?.framing.idleMs ?? 0)
  })
})
