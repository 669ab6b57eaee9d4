import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createHidPosDevice } from '../../simulators/scanners/hid-pos-device.ts'
import { symbolBytesMax } from '../framed.ts'
import { createHidPosFramer } from './hid-pos-framer.ts'
import { type HidPosModel, hidPosModels } from './hid-pos-models.ts'

const [model] = hidPosModels as [HidPosModel]

/** The reports that a device of this layout sends of a symbol. */
function hidPosReports({ reportId, dataAt, dataBytes, moreAt }: HidPosModel, aim: string, text: string) {
  const build = { reportId, dataBytes, vendorBytes: moreAt - dataAt - dataBytes }
  return createHidPosDevice({ build }).piecesOf({ aim, text })
}

const ean = hidPosReports(model, ']E0', '9506000134352')

describe.each(hidPosModels)('a $name', (row) => {
  it('gives any symbol back from its reports, long ones reassembled', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('0', 'A', 'z', ' ', '\x1d'), minLength: 1, maxLength: 300 }),
        (text) => {
          const framer = createHidPosFramer(row)
          const framed = hidPosReports(row, ']d2', text).flatMap((report) => framer.push(report))
          expect(framed).toEqual([{ ok: true, aim: ']d2', text }])
        },
      ),
    )
  })

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 60, maxLength: 66 })), (reports) => {
        const framer = createHidPosFramer(row)
        for (const report of reports) framer.push(report)
        expect(framer.pendingBytes).toBeLessThanOrEqual(symbolBytesMax)
      }),
    )
  })
})

describe('a HID POS scanner', () => {
  it('has its bytes where the vendors say', () => {
    expect(Buffer.from(ean[0] ?? []).toString('hex')).toBe(
      `020d5d4530${Buffer.from('9506000134352').toString('hex')}${'00'.repeat(46)}`,
    )
  })

  it('refuses a report of another id or length, and reads the next one', () => {
    const framer = createHidPosFramer(model)
    const foreign = Uint8Array.from(ean[0] ?? []).fill(9, 0, 1)
    expect(framer.push(foreign)).toMatchObject([{ ok: false, code: 'scan-report-malformed' }])
    expect(framer.push(new Uint8Array(3))).toMatchObject([{ ok: false, code: 'scan-report-malformed' }])
    expect(framer.push(ean[0] ?? new Uint8Array())).toMatchObject([{ ok: true, text: '9506000134352' }])
  })

  it('refuses a symbol whose rest never came, and reads the one that came instead', () => {
    const framer = createHidPosFramer(model)
    const [begun] = hidPosReports(model, ']Q1', 'x'.repeat(100))
    framer.push(begun ?? new Uint8Array())
    expect(framer.push(ean[0] ?? new Uint8Array())).toEqual([
      { ok: false, code: 'scan-incomplete', detail: { bytes: 56 } },
      { ok: true, aim: ']E0', text: '9506000134352' },
    ])
  })

  it('refuses a symbol that never ends, once, and reads the next one', () => {
    const framer = createHidPosFramer(model)
    const endless = hidPosReports(model, ']Q1', 'x'.repeat(10_000))
    expect(endless.flatMap((report) => framer.push(report))).toEqual([
      { ok: false, code: 'scan-too-long', detail: { bytesMax: symbolBytesMax } },
    ])
    expect(framer.push(ean[0] ?? new Uint8Array())).toMatchObject([{ ok: true }])
  })

  it('keeps nothing of reports without data, however many say that more follows', () => {
    const framer = createHidPosFramer(model)
    const empty = new Uint8Array(model.reportBytes)
    empty.set([1], model.moreAt)
    empty.set([model.reportId])
    for (let n = 0; n < 100; n++) framer.push(empty)
    expect(framer.flush()).toEqual([])
  })

  it('may be filled up with zeros, as Windows does to the length of the longest report, and with nothing else', () => {
    const framer = createHidPosFramer(model)
    const [report = new Uint8Array()] = ean
    expect(framer.push(Uint8Array.from([...report, 0, 0]))).toMatchObject([
      { ok: true, text: '9506000134352' },
    ])
    expect(framer.push(Uint8Array.from([...report, 0, 1]))).toMatchObject([{ code: 'scan-report-malformed' }])
  })

  it('passes over reports about its trigger and its state, also in the middle of a symbol', () => {
    const framer = createHidPosFramer(model, new Set([4]))
    const [first = new Uint8Array(), ...rest] = hidPosReports(model, ']Q1', 'x'.repeat(100))
    const framed = [first, Uint8Array.of(4, 1), ...rest].flatMap((report) => framer.push(report))
    expect(framed).toEqual([{ ok: true, aim: ']Q1', text: 'x'.repeat(100) }])
  })

  it('says that a symbol broke off when the scanner goes away', () => {
    const framer = createHidPosFramer(model)
    framer.push(hidPosReports(model, ']Q1', 'x'.repeat(100))[0] ?? new Uint8Array())
    expect(framer.flush()).toEqual([{ ok: false, code: 'scan-incomplete', detail: { bytes: 56 } }])
    expect(framer.flush()).toEqual([])
  })
})
