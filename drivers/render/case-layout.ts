import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { buildElementString } from '../../core/gs1/build.ts'
import { GS } from '../../core/gs1/element-string.ts'
import type { GsElement } from '../../core/gs1/scan-reading.ts'
import type { Bitmap } from './bitmap.ts'
import { type DrawOp, type LabelPage, pictureAt } from './draw-ops.ts'
import { fitFontZero } from './font-zero.ts'
import type { CaseLabelContent } from './label-document.ts'
import { caseMedia, halfMmModule, type Media, onGrid } from './media.ts'
import { centredTextOp, textOp } from './resident-text.ts'
import { gs1BarsOp, gs1MatrixOp } from './symbols.ts'
import { type TextStyle, textBitmap } from './text-bitmap.ts'
import { drawnOnce } from './text-cache.ts'

// Places and sizes are eighths of a millimetre: dots at 203 dpi.

const stock = { width: 800, margin: 40 }
const width = stock.width - 2 * stock.margin
/**
 * 0.5 mm a module, the least that GS1 allows on a logistic label being 0.495 mm, and bars at least 31.75 mm high. An
 * SSCC is always start, FNC1, ten pairs of digits, check and stop: 156 modules.
 */
const bars = { modules: 156, height: 264 }
/** 1 mm, 32 modules a side whatever it holds: the longest lot and count fit. */
const matrix = { modules: 32, side: 256 }

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

function shared(media: Media, text: string, style: TextStyle, element: string): Bitmap {
  const g = onGrid(media)
  const sized = { ...style, size: g(style.size), lineHeight: g(style.lineHeight) }
  return drawnOnce([media.id, element, text], () => textBitmap(text, g(width), sized, element, 'ellipsis'))
}

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
  media: Media,
  caption: string,
  text: string,
  element: string,
  place: { readonly x: number; readonly y: number; readonly room: number },
): DrawOp[] {
  const g = onGrid(media)
  const height = fitFontZero(text, g(place.room), [46, 42, 38, 34, 30, 26].map(g), element)
  return [
    textOp(element, g(place.x), g(place.y), caption, g(24)),
    textOp(element, g(place.x), g(place.y) + g(28), text, height),
  ]
}

const elementNames = new Map([
  ['00', 'sscc'],
  ['02', 'gtin'],
  ['17', 'expiry'],
  ['37', 'count'],
  ['10', 'lot'],
])

/** An element string, every rule of GS1 checked. Throws `label-content-invalid`, naming the label's element. */
function elementString(elements: readonly GsElement[]): string {
  try {
    return buildElementString(elements, { order: 'given', separator: GS })
  } catch (error) {
    if (!(error instanceof BondmarkError)) throw error
    const element = elementNames.get(String(error.detail.ai)) ?? 'contents'
    throw new BondmarkError('label-content-invalid', { element }, { cause: error })
  }
}

/** The case's elements, in one GS1 DataMatrix: with the SSCC, as (02) and (37) may not stand without it. */
function contentsOf({ sscc, gtin, expiry, count, lot }: CaseLabelContent): string {
  return elementString([
    { ai: '00', value: sscc },
    { ai: '02', value: gtin },
    { ai: '17', value: expiry.slice(2).replaceAll('-', '') },
    { ai: '37', value: String(count) },
    { ai: '10', value: lot },
  ])
}

/** SSCC as bars and, below them, for people. */
function ssccSymbol(media: Media, sscc: string): DrawOp[] {
  const g = onGrid(media)
  const moduleDots = halfMmModule(media)
  const place = {
    element: 'sscc',
    x: Math.round((media.widthDots - bars.modules * moduleDots) / 2),
    y: g(832),
    moduleDots,
  }
  const readable = `(00)${sscc}`
  const height = g(40)
  return [
    gs1BarsOp(place, elementString([{ ai: '00', value: sscc }]), bars.modules, g(bars.height)),
    centredTextOp(
      'sscc',
      Math.round(media.widthDots / 2),
      place.y + g(bars.height) + g(14),
      readable,
      height,
    ),
  ]
}

/**
 * Lays out a case's label, 100×150 mm: names, contents with their GS1 DataMatrix, and below them the SSCC as GS1-128,
 * the lowest symbol as the logistic label wants it; the same look at every resolution. Throws as `layOutUnitLabel`.
 */
export function layOutCaseLabel(content: CaseLabelContent, media: Media): LabelPage {
  if (media.id !== caseMedia(media.dotsPerMm).id)
    throw new BondmarkError('label-does-not-fit', { element: `media ${media.id}` })
  assertShape(content)
  const g = onGrid(media)
  const { margin } = stock
  const nameZh = shared(media, content.nameZh, nameZhStyle, 'nameZh')
  const nameEn = shared(media, content.nameEn, nameEnStyle, 'nameEn')
  const moduleDots = 2 * halfMmModule(media)
  const side = matrix.modules * moduleDots
  const contents = {
    element: 'contents',
    x: media.widthDots - g(margin) - side,
    y: g(514) - side / 2,
    moduleDots,
  }
  const room = width - matrix.side - 40
  const rule = (y: number): DrawOp => ({
    op: 'box',
    element: 'rule',
    x: g(margin),
    y: g(y),
    width: g(width),
    height: g(3),
    thickness: g(3),
  })
  const training = content.training
    ? [pictureAt('training', g(margin), g(24), shared(media, 'TRAINING 练习', trainingStyle, 'training'))]
    : []
  return {
    media,
    ops: [
      ...training,
      pictureAt('nameZh', g(margin), g(108), nameZh),
      pictureAt('nameEn', g(margin), g(112) + nameZh.height, nameEn),
      rule(336),
      ...fieldBlock(media, 'CONTENT (02)', content.gtin, 'gtin', { x: margin, y: 366, room }),
      ...fieldBlock(media, 'COUNT (37)', String(content.count), 'count', {
        x: margin,
        y: 470,
        room: room / 2,
      }),
      ...fieldBlock(media, 'EXPIRY (17)', content.expiry, 'expiry', {
        x: margin + room / 2,
        y: 470,
        room: room / 2,
      }),
      ...fieldBlock(media, 'BATCH/LOT (10)', content.lot, 'lot', { x: margin, y: 574, room }),
      gs1MatrixOp(contents, contentsOf(content), matrix.modules),
      rule(690),
      ...fieldBlock(media, 'SSCC (00)', content.sscc, 'sscc', { x: margin, y: 720, room: width }),
      ...ssccSymbol(media, content.sscc),
    ],
  }
}
