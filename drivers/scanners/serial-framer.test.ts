import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSerialFramer } from './serial-framer.ts'

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
    const framed = createSerialFramer({ prefix: 0x02 }).push(bytes('\x02]E09506000134352\r'))
    expect(framed).toEqual([{ ok: true, aim: ']E0', text: '9506000134352' }])
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
