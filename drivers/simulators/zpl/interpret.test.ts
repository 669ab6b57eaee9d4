import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { caseContent, unitContent } from '../../../core/label/template/content.stub.ts'
import type { CaseContent, UnitContent } from '../../../core/label/template/content.ts'
import { encodeLabel } from '../../printers/encode-label.ts'
import { printerModels } from '../../printers/models.ts'
import { acsField } from '../../printers/zpl/graphic-field.ts'
import { casePage, unitPage } from '../../render/label-page.stub.ts'
import { expandGraphicData } from './graphic-data.ts'
import { interpretZpl } from './interpret.ts'

const encodeUnitLabelZpl = (content: UnitContent) =>
  encodeLabel(printerModels.simulated, content.serial, unitPage(content))
const encodeCaseLabelZpl = (content: CaseContent) =>
  encodeLabel(printerModels.simulated, content.sscc, casePage())

const texts = (zpl: Uint8Array) => {
  const reading = interpretZpl(zpl)
  return reading.ok
    ? reading.marks.flatMap((field) => (field.kind === 'text' ? [field.text ?? ''] : []))
    : reading.problems
}

const page = (inside: string) => Buffer.from(`^XA^PW480^LL320${inside}^XZ`, 'latin1')
const problem = (inside: string) => {
  const reading = interpretZpl(page(inside))
  return reading.ok ? undefined : reading.problems[0]
}

describe('the strict printer', () => {
  it('accepts a unit label: one format, 480×320 dots, its job named, never reprinted by itself', () => {
    const zpl = encodeUnitLabelZpl(unitContent)
    expect(interpretZpl(zpl)).toMatchObject({
      ok: true,
      width: 480,
      height: 320,
      copies: 1,
      comments: [`bondmark job ${unitContent.serial}`],
      reprintsAfterError: false,
    })
    expect(texts(zpl)).toEqual(
      expect.arrayContaining([
        unitContent.gtin,
        unitContent.serial,
        unitContent.lot,
        unitContent.expiry,
        '5XK2M-9RTQW',
      ]),
    )
  })

  it('accepts a case label with its SSCC readable', () => {
    expect(texts(encodeCaseLabelZpl(caseContent))).toContain(`(00)${caseContent.sscc}`)
  })

  it('reads back letters that ZPL would take for commands', () => {
    expect(texts(encodeUnitLabelZpl({ ...unitContent, lot: 'A_B~C^D' }))).toContain('A_B~C^D')
  })

  it('finds in a graphic exactly the dots that were encoded', () => {
    const stride = fc.integer({ min: 1, max: 60 })
    const rows = stride.chain((bytes) =>
      fc.array(
        fc.oneof(fc.uint8Array({ minLength: bytes, maxLength: bytes }), fc.constant(new Uint8Array(bytes))),
        {
          minLength: 1,
          maxLength: 12,
        },
      ),
    )
    fc.assert(
      fc.property(rows, (lines) => {
        const width = lines[0]?.length ?? 0
        const zpl = acsField({
          width: width * 8,
          height: lines.length,
          stride: width,
          data: Buffer.concat(lines),
        })
        const data = zpl.split(',').slice(4).join(',')
        const hex = lines.map((line) => Buffer.from(line).toString('hex').toUpperCase())
        expect(expandGraphicData(data, width, lines.length)).toEqual(hex)
      }),
    )
  })

  it.each([
    ['an unknown command', '^SN001,1,Y', '^SN', 'unknown command'],
    ['a graphic of the wrong size', '^FO1,1^GFA,4,4,2,FFFF^FS', '^GF', '1 rows of 2'],
    ['data without a font', '^FO1,1^FDx^FS', '^FS', 'field data without origin or font'],
    [
      'a field that reaches beyond the label',
      '^FO470,10^GB50,50,2^FS',
      '^FO',
      'a field reaches beyond the label',
    ],
    ['a field without an end', '^FO1,1^A0N,20,20^FDx', '^XZ', 'the last field has no end'],
  ])('refuses %s', (_, inside, command, reason) => {
    expect(problem(inside)).toMatchObject({ command, reason })
  })

  it('never throws, whatever comes', () => {
    const commands = fc.constantFrom(
      '^XA',
      '^XZ',
      '^FO1,1',
      '^GFA,2,2,1,',
      'FF',
      '^FD',
      '^FS',
      '^FH_',
      '_4',
      '~',
      '^A0N,',
      ':',
      ',',
    )
    fc.assert(
      fc.property(fc.array(commands), fc.uint8Array({ maxLength: 20 }), (parts, noise) => {
        expect(typeof interpretZpl(Buffer.concat([Buffer.from(parts.join('')), noise])).ok).toBe('boolean')
      }),
    )
  })
})
