import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type LabelContent, labelContent } from '../../core/label/template/content.ts'
import type { LabelKind, LabelLanguage } from '../../core/label/template/label-kind.ts'
import { pathOf } from '../../core/label/template/path.ts'
import { templateId } from '../../core/label/template/template-hash.ts'
import { encodeLabel } from '../../drivers/printers/encode-label.ts'
import { type PrinterModel, printerModels } from '../../drivers/printers/models.ts'
import type { LabelPage } from '../../drivers/render/draw-ops.ts'
import { drawPage } from '../../drivers/render/draw-page.ts'
import { layOutLabel } from '../../drivers/render/lay-out-label.ts'
import { dpiOf, templateMedia } from '../../drivers/render/media.ts'
import { bitmapPng } from '../../drivers/render/png.ts'
import { writeDurably } from '../../platform/files/write-durably.ts'
import { NO_SEAL } from '../templates/no-seal.ts'
import { sampleContent } from '../templates/sample-content.ts'
import { findTemplate } from './find-template.ts'
import { outputPath } from './output-path.ts'
import { readNamedFile } from './read-file.ts'
import { EXIT, personPath, tell } from './terminal.ts'

/** Contents of a mixed pallet included. */
const CONTENT_BYTES_MAX = 256 * 1024

export interface RenderOptions {
  readonly content?: string | undefined
  readonly sample: boolean
  readonly dpi?: 203 | 300 | 600 | undefined
  readonly language: LabelLanguage
  readonly format?: 'zpl' | 'tspl' | 'png' | 'page' | undefined
  readonly model?: string | undefined
  readonly out?: string | undefined
  readonly workspace?: string | undefined
  /** Whether scratch code and seal are kept out of it. */
  readonly blanked: boolean
}

/**
 * Draws one label and writes it. A scratch code is on it only where the content holds one, and the person is told. Throws
 * `template-…`, the layout's refusals by the element's name, `label-content-malformed`, `label-kind-differs`,
 * `label-model-differs`, `output-is-terminal` and those of files.
 */
export async function renderLabel(named: string, options: RenderOptions): Promise<number> {
  const { template, profile } = await findTemplate(named, options.workspace)
  const given =
    options.content === undefined
      ? sampleContent(template.kind, profile)
      : contentIn(options.content, template.kind)
  const content = options.blanked ? blanked(given) : given
  const { model, format } = outputOf(options)
  const page = layOutLabel(template, content, templateMedia(template, model.dotsPerMm), options.language)
  const bytes = encoded(page, format, model)
  const hasPin = content.kind === 'unit' && content.pin !== null
  if (options.out === undefined) {
    if (process.stdout.isTTY && format !== 'page') throw new BondmarkError('output-is-terminal', {})
    process.stdout.write(bytes)
  } else {
    const file = outputPath(options.out)
    writeDurably(file, bytes)
    const dpi = dpiOf(model.dotsPerMm)
    tell({
      code: 'label-rendered',
      detail: { file, bytes: bytes.length, template: templateId(template), dpi },
    })
  }
  if (hasPin) tell({ code: 'label-pin-given', detail: {} })
  return EXIT.done
}

function contentIn(file: string, kind: LabelKind): LabelContent {
  const malformed = (path: string, why: string) =>
    new BondmarkError('label-content-malformed', { file: personPath(file), path, why: why.slice(0, 200) })
  let value: unknown
  try {
    value = JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(readNamedFile(file, CONTENT_BYTES_MAX)),
    )
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) throw malformed('/', 'not UTF-8 JSON')
    throw error
  }
  const read = labelContent.safeParse(value)
  const [issue] = read.error?.issues ?? []
  if (!read.success) throw malformed(pathOf(issue?.path ?? []), issue?.message ?? '')
  if (read.data.kind !== kind)
    throw new BondmarkError('label-kind-differs', { template: file, kind, found: read.data.kind })
  return read.data
}

/** As a screen shows it: nothing of it can be scanned for the label itself, or scratched. */
const blanked = (content: LabelContent): LabelContent =>
  content.kind === 'unit'
    ? { ...content, pin: null, link: content.link.replace(/\?s=.*$/, `?s=${NO_SEAL}`) }
    : content

/** The model that is named, or the plainest one of the language and resolution that are asked for. */
function outputOf({ model: named, dpi, format }: RenderOptions): {
  model: PrinterModel
  format: NonNullable<RenderOptions['format']>
} {
  const rows: readonly PrinterModel[] = Object.values(printerModels)
  if (named === undefined) {
    const id = `${format === 'tspl' ? 'tspl2' : 'zpl'}-${dpi ?? 203}`
    const model = rows.find((row) => row.id === id)
    if (!model) throw new Error(`there is no row ${id}`)
    return { model, format: format ?? 'png' }
  }
  const model = rows.find((row) => row.id === named)
  if (!model) throw new BondmarkError('device-model-unknown', { model: named })
  const isOther = (format === 'zpl' || format === 'tspl') && format !== model.language
  if (isOther || (dpi !== undefined && dpi !== dpiOf(model.dotsPerMm)))
    throw new BondmarkError('label-model-differs', {
      model: model.name,
      dpi: dpiOf(model.dotsPerMm),
      language: model.language.toUpperCase(),
    })
  return { model, format: format ?? model.language }
}

function encoded(
  page: LabelPage,
  format: NonNullable<RenderOptions['format']>,
  model: PrinterModel,
): Uint8Array {
  if (format === 'png') return bitmapPng(drawPage(page))
  if (format !== 'page') return encodeLabel(model, 'LABEL', page)
  const { media, ops } = page
  const shown = ops.map((op) => {
    const { op: what, element, x, y, width, height } = op
    return { op: what, element, x, y, width, height, ...('text' in op && { text: op.text }) }
  })
  return Buffer.from(`${JSON.stringify({ format: 'bondmark/label-page/1', media, ops: shown })}\n`)
}
