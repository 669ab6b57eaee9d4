import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createHidPosDevice } from '../simulators/scanners/hid-pos-device.ts'
import { type HidPosModel, hidPosModels } from './hid-pos/hid-pos-models.ts'
import { createScriptFramer } from './script-framer.ts'

function hidPosReports({ reportId, dataAt, dataBytes, moreAt }: HidPosModel, aim: string, text: string) {
  const build = { reportId, dataBytes, vendorBytes: moreAt - dataAt - dataBytes }
  return createHidPosDevice({ build }).piecesOf({ aim, text })
}

const link = `https://verify.bondmark.example/01/09506000134352/21/${'A'.repeat(15)}?s=${'b'.repeat(91)}`
const read = { ok: true, aim: ']Q1', text: link }

describe('a recording of scanner bytes', () => {
  it.each(hidPosModels)('may hold the reports of a $name', (model) => {
    const framer = createScriptFramer()
    expect(hidPosReports(model, ']Q1', link).flatMap((report) => framer.push(report))).toEqual([read])
  })

  it('may hold a stream of symbols that end with CR, cut anywhere', () => {
    const stream = Buffer.from(`]Q1${link}\r]E09506000134352\r`)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: stream.length }), (cut) => {
        const framer = createScriptFramer()
        const framed = [...framer.push(stream.subarray(0, cut)), ...framer.push(stream.subarray(cut))]
        expect(framed).toEqual([read, { ok: true, aim: ']E0', text: '9506000134352' }])
      }),
    )
  })

  it('may hold reports end to end, and cut anywhere', () => {
    const reports = Buffer.concat(hidPosReports(hidPosModels[0] as (typeof hidPosModels)[0], ']Q1', link))
    fc.assert(
      fc.property(fc.integer({ min: 0, max: reports.length }), (cut) => {
        // A piece as long as another model's whole report cannot be told from one.
        fc.pre(
          !hidPosModels.some((model) => model.reportBytes === cut && cut !== hidPosModels[0]?.reportBytes),
        )
        const framer = createScriptFramer()
        expect([...framer.push(reports.subarray(0, cut)), ...framer.push(reports.subarray(cut))]).toEqual([
          read,
        ])
      }),
    )
  })

  it('may be garbage: that is refused, and the next symbol is read', () => {
    const framer = createScriptFramer()
    expect(framer.push(Buffer.from('\x02\x00garbage\xff\r', 'latin1'))).toMatchObject([{ ok: false }])
    expect(framer.push(Buffer.from(']E09506000134352\r'))).toMatchObject([{ ok: true, aim: ']E0' }])
  })

  it('may end in the middle of a symbol, which is then incomplete', () => {
    const framer = createScriptFramer()
    framer.push(Buffer.from(']E0950600'))
    expect(framer.flush()).toEqual([{ ok: false, code: 'scan-incomplete', detail: { bytes: 9 } }])
    expect(framer.pendingBytes).toBe(0)
  })
})
