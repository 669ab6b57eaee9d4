import { randomBytes, randomInt } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { caseContent, unitContent } from '../../core/label/template/content.stub.ts'
import type { CaseContent, UnitContent } from '../../core/label/template/content.ts'
import { encodeLabel } from '../printers/encode-label.ts'
import { printerModels } from '../printers/models.ts'
import { casePage, unitPage } from '../render/label-page.stub.ts'
import { readLabels } from './reading-eye.ts'

const encodeUnitLabelZpl = (content: UnitContent) =>
  encodeLabel(printerModels.simulated, content.serial, unitPage(content))
const encodeCaseLabelZpl = (content: CaseContent) =>
  encodeLabel(printerModels.simulated, content.sscc, casePage())

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const symbols = (count: number) => Array.from({ length: count }, () => crockford[randomInt(32)]).join('')

describe('a printed label, seen by an independent renderer and decoder', () => {
  it('gives back the sealed link of every unit, whatever its serial, seal and PIN', async () => {
    for (let unit = 0; unit < 20; unit++) {
      const serial = symbols(15)
      const link = `https://verify.bondmark.example/01/${unitContent.gtin}/21/${serial}?s=${randomBytes(68).toString('base64url')}`
      const zpl = encodeUnitLabelZpl({
        ...unitContent,
        serial,
        link,
        pin: symbols(10),
        training: unit % 2 === 0,
      })
      expect(await readLabels(zpl)).toEqual([`]Q1${link}`])
    }
  })

  it('gives back the SSCC of a case from its bars, and its contents with the GS after the count', async () => {
    expect(await readLabels(encodeCaseLabelZpl(caseContent))).toEqual([
      ']C100195060000134352018',
      ']d2001950600001343520180209506000134352172706303724\x1d10AU-2407-001',
    ])
  })

  it('gives nothing from a label without a symbol', async () => {
    expect(await readLabels(Buffer.from('^XA^PW480^LL320^FO10,10^A0N,30,30^FDempty^FS^XZ'))).toEqual([])
  })
})
