import { expect, it } from 'vitest'
import {
  caseContent,
  mixedCaseContent,
  palletContent,
  unitContent,
} from '../../core/label/template/content.stub.ts'
import { shippedTemplates } from '../../core/label/template/shipped.ts'
import { readSymbols } from '../simulators/symbol-eye.ts'
import { drawPage } from './draw-page.ts'
import { layOutLabel } from './lay-out-label.ts'
import { templateMedia } from './media.ts'
import { bitmapPng } from './png.ts'
import { drawPrintedCopy } from './printed-copy.ts'

const contents = [unitContent, caseContent, mixedCaseContent, palletContent]
// In Chinese, a version 2 is drawn as version 1.
const firsts = shippedTemplates.filter(({ version }) => version === 1)
const pages = firsts.flatMap((template) =>
  contents
    .filter(({ kind }) => kind === template.kind)
    .map((content, n) => ({ name: `${template.name}/${template.version} ${n}`, template, content })),
)

it.each(pages)('the picture of $name on a screen gives no scanner anything but the QR code', async (of) => {
  const page = layOutLabel(of.template, of.content, templateMedia(of.template, 8), 'zh-CN')
  const [paper, picture] = await Promise.all([
    readSymbols(bitmapPng(drawPage(page))),
    readSymbols(bitmapPng(drawPrintedCopy(page))),
  ])
  expect(paper.length).toBeGreaterThan(0)
  expect(picture.every(({ text }) => text.startsWith(']Q'))).toBe(true)
  expect(picture.length).toBeLessThan(paper.length + (of.content.kind === 'unit' ? 1 : 0))
})
