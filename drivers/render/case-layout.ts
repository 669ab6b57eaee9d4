import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { Bitmap } from './bitmap.ts'
import { caseMedia, type DrawOp, type Media } from './draw-ops.ts'
import { fitFontZero, fontZeroWidth } from './font-zero.ts'
import type { CaseLabelContent } from './label-document.ts'
import { gs1Bars, gs1MatrixBitmap } from './symbols.ts'
import { type TextStyle, textBitmap } from './text-bitmap.ts'
import { drawnOnce } from './text-cache.ts'

const margin = 40
const width = caseMedia.widthDots - 2 * margin
/** 0.5 mm, the least that GS1 allows on a logistic label (0.495 mm), and bars at least 31.75 mm high. */
const bars = { moduleDots: 4, height: 264 }
/** 1 mm, up to 32 modules a side. */
const matrix = { moduleDots: 8, widthMax: 256 }

const nameZhStyle: TextStyle = { font: 'Bondmark Bold', size: 50, lineHeight: 62, linesMax: 2 }
const nameEnStyle: TextStyle = { font: 'Bondmark Medium', size: 34, lineHeight: 42, linesMax: 2 }
const trainingStyle: TextStyle = {
  font: 'Bondmark Bold',
  size: 44,
  lineHeight: 64,
  linesMax: 1,
  align: 'center',
  inverse: true,
}

const shared = (text: string, style: TextStyle, element: string): Bitmap =>
  drawnOnce(['case', element, text], () => textBitmap(text, width, style, element, 'ellipsis'))

function assertShape(content: CaseLabelContent): void {
  const checks: [string, boolean][] = [
    ['sscc', /^\d{18}$/.test(content.sscc)],
    ['gtin', /^\d{14}$/.test(content.gtin)],
    ['lot', /^[!-~]{1,20}$/.test(content.lot)],
    ['expiry', /^\d{4}-\d\d-\d\d$/.test(content.expiry)],
    ['count', Number.isInteger(content.count) && content.count > 0 && content.count < 100_000_000],
  ]
  const wrong = checks.find(([, right]) => !right)
  if (wrong !== undefined) throw new BondmarkError('label-content-invalid', { element: wrong[0] })
}

function fieldBlock(
  caption: string,
  text: string,
  element: string,
  x: number,
  y: number,
  room: number,
): DrawOp[] {
  const height = fitFontZero(text, room, [46, 42, 38, 34, 30, 26], element)
  return [
    { op: 'text', element, x, y, text: caption, height: 24 },
    { op: 'text', element, x, y: y + 28, text, height },
  ]
}

/** Left edge of a centred text of the resident font, whose real widths are a little below the bound. */
const centred = (text: string, height: number) =>
  Math.round((caseMedia.widthDots - fontZeroWidth(text, height) * 0.93) / 2)

/** Lot as it stands inside a bracketed element string of bwip-js, where a bracket would begin an element. */
function assertBracketFree(lot: string): void {
  if (/[()]/.test(lot)) throw new BondmarkError('label-content-invalid', { element: 'lot' })
}

/** The case's elements, in one GS1 DataMatrix: with the SSCC, as (02) and (37) may not stand without it. */
export function caseElements({ sscc, gtin, expiry, count, lot }: CaseLabelContent): string {
  const date = expiry.slice(2).replaceAll('-', '')
  return `(00)${sscc}(02)${gtin}(17)${date}(37)${count}(10)${lot}`
}

function symbol<T>(element: string, draw: () => T): T {
  try {
    return draw()
  } catch (error) {
    throw new BondmarkError('label-content-invalid', { element }, { cause: error })
  }
}

/**
 * Lays out a case's label, 100×150 mm at 203 dpi: names, contents with their GS1 DataMatrix, and below them the SSCC as
 * GS1-128, the lowest symbol as the logistic label wants it. Throws as `layOutUnitLabel`.
 */
export function layOutCaseLabel(content: CaseLabelContent, media: Media = caseMedia): DrawOp[] {
  if (media.id !== caseMedia.id)
    throw new BondmarkError('label-does-not-fit', { element: `media ${media.id}` })
  assertShape(content)
  assertBracketFree(content.lot)
  const nameZh = shared(content.nameZh, nameZhStyle, 'nameZh')
  const nameEn = shared(content.nameEn, nameEnStyle, 'nameEn')
  const sscc = symbol('sscc', () => gs1Bars(`(00)${content.sscc}`, bars.moduleDots, bars.height))
  const contents = symbol('contents', () => gs1MatrixBitmap(caseElements(content), matrix.moduleDots))
  if (contents.width > matrix.widthMax || sscc.width > width)
    throw new BondmarkError('label-does-not-fit', { element: 'symbols' })
  const right = caseMedia.widthDots - margin - contents.width
  const room = right - margin - 40
  const training: DrawOp[] = content.training
    ? [
        {
          op: 'bitmap',
          element: 'training',
          x: margin,
          y: 24,
          bitmap: shared('TRAINING 练习', trainingStyle, 'training'),
        },
      ]
    : []
  const readable = `(00)${content.sscc}`
  return [
    ...training,
    { op: 'bitmap', element: 'nameZh', x: margin, y: 108, bitmap: nameZh },
    { op: 'bitmap', element: 'nameEn', x: margin, y: 112 + nameZh.height, bitmap: nameEn },
    { op: 'box', element: 'rule', x: margin, y: 336, width, height: 3, thickness: 3 },
    ...fieldBlock('CONTENT (02)', content.gtin, 'gtin', margin, 366, room),
    ...fieldBlock('COUNT (37)', String(content.count), 'count', margin, 470, room / 2),
    ...fieldBlock('EXPIRY (17)', content.expiry, 'expiry', margin + room / 2, 470, room / 2),
    ...fieldBlock('BATCH/LOT (10)', content.lot, 'lot', margin, 574, room),
    {
      op: 'bitmap',
      element: 'contents',
      x: right,
      y: 514 - Math.round(contents.height / 2),
      bitmap: contents,
    },
    { op: 'box', element: 'rule', x: margin, y: 690, width, height: 3, thickness: 3 },
    ...fieldBlock('SSCC (00)', content.sscc, 'sscc', margin, 720, width),
    {
      op: 'bitmap',
      element: 'sscc',
      x: Math.round((caseMedia.widthDots - sscc.width) / 2),
      y: 832,
      bitmap: sscc,
    },
    {
      op: 'text',
      element: 'sscc',
      x: centred(readable, 40),
      y: 832 + bars.height + 14,
      text: readable,
      height: 40,
    },
  ]
}
