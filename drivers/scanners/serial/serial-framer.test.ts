import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSerialFramer } from './serial-framer.ts'
import { readSerialFraming } from './serial-framing.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')
const carton = ']C1010950600013435210AU-2407\x1d37120'
const cartonRead = { ok: true, aim: ']C1', text: '010950600013435210AU-2407\x1d37120' }

describe('a serial scanner', () => {
  it('gives the symbol with its AIM id apart and its GS kept', () => {
    expect(createSerialFramer().push(bytes(`${carton}\r`))).toEqual([cartonRead])
  })

  it('gives the same symbols however the bytes are cut', () => {
    const data = fc.string({
      unit: fc.constantFrom('0', '1', 'A', 'z', '-', '\x1d'),
      minLength: 1,
      maxLength: 40,
    })
    const symbols = fc.array(
      data.map((text) => `]E0${text}`),
      { minLength: 1, maxLength: 6 },
    )
    fc.assert(
      fc.property(symbols, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (texts, cuts) => {
        const all = bytes(texts.map((text) => `${text}\r`).join(''))
        const framer = createSerialFramer()
        const framed = []
        for (let at = 0, turn = 0; at < all.length; turn++) {
          const size = cuts[turn % cuts.length] ?? 1
          framed.push(...framer.push(all.subarray(at, at + size)))
          at += size
        }
        expect(framed).toEqual(texts.map((text) => ({ ok: true, aim: ']E0', text: text.slice(3) })))
      }),
    )
  })

  it('takes a symbol without AIM id, and CR LF, and empty lines', () => {
    const framed = createSerialFramer().push(bytes('\r\n9506000134352\r\n\r\n'))
    expect(framed).toEqual([{ ok: true, aim: null, text: '9506000134352' }])
  })

  it('takes off a prefix when the scanner is set to send one', () => {
    const framed = createSerialFramer({ prefix: [0x02] }).push(bytes('\x02]E09506000134352\r'))
    expect(framed).toEqual([{ ok: true, aim: ']E0', text: '9506000134352' }])
  })

  it('refuses what comes without its prefix, once, and reads the next', () => {
    const framer = createSerialFramer({ prefix: [...bytes('#>')] })
    expect(framer.push(bytes(']E09506000134352\r#>]E09506000134369\r#]E01\r'))).toEqual([
      { ok: false, code: 'scan-prefix-missing', detail: { bytes: 16 } },
      { ok: true, aim: ']E0', text: '9506000134369' },
      { ok: false, code: 'scan-prefix-missing', detail: { bytes: 5 } },
    ])
  })

  it('finds the next symbol by a prefix that no data hold, when an end or a beginning was lost', () => {
    const framer = createSerialFramer({ prefix: [0x02], suffix: [0x03] })
    expect(framer.push(bytes('\x02]E0950600\x02]E09506000134352\x0395060\x02]E01\x03'))).toEqual([
      { ok: false, code: 'scan-incomplete', detail: { bytes: 10 } },
      { ok: true, aim: ']E0', text: '9506000134352' },
      { ok: false, code: 'scan-prefix-missing', detail: { bytes: 5 } },
      { ok: true, aim: ']E0', text: '1' },
    ])
  })

  it('ends a symbol with the whole suffix alone, however it begins', () => {
    const framer = createSerialFramer({ suffix: [...bytes('##!')] })
    expect(framer.push(bytes(']E0A#B###!]E0C##!'))).toEqual([
      { ok: true, aim: ']E0', text: 'A#B#' },
      { ok: true, aim: ']E0', text: 'C' },
    ])
  })

  it('ends a symbol by silence when it is set to send no suffix, and breaks off when it is unplugged', () => {
    const framer = createSerialFramer({ suffix: [] })
    expect(framer.push(bytes(']E0950600'))).toEqual([])
    expect(framer.push(bytes('0134352'))).toEqual([])
    expect(framer.idle()).toEqual([{ ok: true, aim: ']E0', text: '9506000134352' }])
    expect(framer.idle()).toEqual([])
    framer.push(bytes(']E0950600'))
    expect(framer.flush()).toEqual([{ ok: false, code: 'scan-incomplete', detail: { bytes: 9 } }])
  })

  it('takes AIM ids for data when it is set to send none, and refuses a symbol without when it is set to send one', () => {
    const [always, never] = [createSerialFramer({ aim: 'always' }), createSerialFramer({ aim: 'never' })]
    expect(never.push(bytes(']E01\r'))).toEqual([{ ok: true, aim: null, text: ']E01' }])
    expect(always.push(bytes('1\r]E01\r'))).toEqual([
      { ok: false, code: 'scan-aim-missing', detail: { bytes: 1 } },
      { ok: true, aim: ']E0', text: '1' },
    ])
  })

  it.each([
    [{ suffix: [0x1d] }, 'framing'],
    [{ suffix: [256] }, 'suffix.0'],
    [{ prefix: Array(17).fill(2) }, 'prefix'],
    [{ prefix: [3], suffix: [3] }, 'framing'],
    [{ aim: 'sometimes' }, 'aim'],
    [{ silenceMs: 0 }, 'silenceMs'],
    [{ terminator: 13 }, 'framing'],
    ['CR', 'framing'],
  ])('cannot be framed by %j', (framing, field) => {
    expect(() => readSerialFraming(framing)).toThrow(
      expect.objectContaining({
        code: 'scanner-framing-wrong',
        detail: { field, reason: expect.any(String) },
      }),
    )
  })

  it('gives the same symbols between any prefix and suffix, however the bytes are cut', () => {
    const control = fc.integer({ min: 1, max: 0x1c })
    const printable = fc.integer({ min: 0x21, max: 0x2f })
    const sequence = (of: fc.Arbitrary<number>) => fc.array(of, { minLength: 1, maxLength: 4 })
    const data = fc.string({ unit: fc.constantFrom('0', 'A', 'z', '\x1d', 'é'), minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(
        fc.oneof(fc.constant<number[]>([]), sequence(printable), sequence(control)),
        sequence(control),
        fc.array(data, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 7 }),
        (prefix, suffix, texts, size) => {
          // A prefix that begins as the suffix ends, or the other way, is told apart by no framer.
          fc.pre(!prefix.some((byte) => suffix.includes(byte)))
          const framer = createSerialFramer({ prefix, suffix })
          const all = Buffer.concat(
            texts.map((text) => Buffer.from([...prefix, ...Buffer.from(`]E0${text}`), ...suffix])),
          )
          const framed = []
          for (let at = 0; at < all.length; at += size)
            framed.push(...framer.push(all.subarray(at, at + size)))
          expect(framed).toEqual(texts.map((text) => ({ ok: true, aim: ']E0', text })))
        },
      ),
    )
  })

  it('refuses control bytes and reads the next symbol', () => {
    const framed = createSerialFramer().push(bytes(`]E095060\x0001\r${carton}\r`))
    expect(framed).toEqual([
      { ok: false, code: 'scan-control-byte', detail: { byte: '0x00', at: 5 } },
      cartonRead,
    ])
  })

  it('refuses bytes that are no UTF-8', () => {
    expect(createSerialFramer().push(bytes(']Q1\xff\xfe\r'))).toEqual([
      { ok: false, code: 'scan-not-text', detail: { at: 0 } },
    ])
  })

  it('refuses an endless symbol once, and reads the next one', () => {
    const framer = createSerialFramer({ bytesMax: 64 })
    expect(framer.push(new Uint8Array(10_000).fill(0x41))).toEqual([
      { ok: false, code: 'scan-too-long', detail: { bytesMax: 64 } },
    ])
    expect(framer.push(bytes(`AAA\r${carton}\r`))).toEqual([cartonRead])
  })

  it('says that a symbol broke off when the scanner falls silent', () => {
    const framer = createSerialFramer()
    framer.push(bytes(']E0950600'))
    expect(framer.flush()).toEqual([{ ok: false, code: 'scan-incomplete', detail: { bytes: 9 } }])
    expect(framer.push(bytes(`${carton}\r`))).toEqual([cartonRead])
  })

  it('never throws and never holds more than its bound, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (chunks) => {
        const framer = createSerialFramer({ bytesMax: 128 })
        for (const chunk of chunks) {
          framer.push(chunk)
          expect(framer.pendingBytes).toBeLessThanOrEqual(128)
        }
      }),
    )
  })
})
