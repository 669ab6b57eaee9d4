import { describe, expect, it } from 'vitest'
import { encodeLabel } from '../../drivers/printers/encode-label.ts'
import { unitMedia } from '../../drivers/render/media.ts'
import { guessModel, modelOf } from './printer-models.ts'

const identity = (vendorId: string) => ({ vendorId, productId: '0166', serialNumber: '', port: '1-1' })

describe('which printer is on a USB port', () => {
  it.each([
    ['a Zebra by its maker', '0a5f', 'Zebra Technologies ZTC ZD421-203dpi ZPL', 'ZPL', /^zebra-203$/],
    ['its resolution by its own words', '0a5f', 'Zebra ZTC ZT411-300dpi ZPL', 'ZPL', /^zebra-300$/],
    ['a TSC by its maker', '1203', 'TSC TTP-245C', '', /^tspl2-203$/],
    ['another maker’s by the language that it claims', 'dead', 'Some LP-1', 'EPL,ZPL II', /^zpl-203$/],
    ['another maker’s that speaks TSPL', 'dead', 'Some LP-1 300 dpi', 'TSPL2', /^tspl\w*-300$/],
  ])('%s', (_, vendorId, said, languages, expected) => {
    expect(guessModel(identity(vendorId), said, languages)).toMatch(expected)
  })

  it('is not guessed of an office printer', () => {
    expect(guessModel(identity('03f0'), 'HP LaserJet', 'PJL,PCL,POSTSCRIPT')).toBeNull()
    expect(guessModel(identity(''), '', '')).toBeNull()
  })
})

describe('what is asked of a printer in its setting', () => {
  const connection = { kind: 'tcp', host: 'printer', port: 9100 } as const
  const print = { media: 'mark', darkness: 40, speed: 6 } as const
  const page = { media: unitMedia(8), ops: [] }

  it.each([
    ['zpl-203', /\^MNM\^PR6~SD12/],
    ['tspl2-203', /BLINE 3 mm,0 mm\r\nSPEED 6\r\nDENSITY 6\r\n/],
  ])('is said in every job of a %s', (model, said) => {
    const job = encodeLabel(modelOf({ model, connection, stock: 'unit', print }), 'J', page)
    expect(Buffer.from(job).toString('latin1')).toMatch(said)
  })

  it('may be direct thermal print on case labels, which have no scratch code, and on no others', () => {
    const ofStock = (stock: 'unit' | 'case' | 'both') =>
      modelOf({ model: 'zpl-203', connection, stock, print: { ribbon: false } }).print
    expect(ofStock('case')).toEqual({ ribbon: false })
    for (const stock of ['unit', 'both'] as const)
      expect(() => ofStock(stock)).toThrow(expect.objectContaining({ code: 'device-ribbon-needed' }))
  })
})
