import { z } from 'zod'
import { labelKinds, labelLanguages } from './label-kind.ts'

// Lengths are millimetres. No defaults: a document's hash is of what stands in it.

const id = z.string().regex(/^[a-zA-Z][a-zA-Z0-9-]{0,39}$/, 'a letter, then letters, digits and hyphens')
const length = z.number().min(0).max(200)
const extent = z.number().min(0.1).max(200)
/** Text of a document; a lone surrogate has no UTF-8, and so no hash. */
const prose = (min: number, max: number) =>
  z
    .string()
    .min(min)
    .max(max)
    .refine((value) => value.isWellFormed(), 'a lone surrogate')
/** Prose that is shown on screens and terminals, where a control or direction character would say something else. */
const shown = (min: number, max: number) =>
  prose(min, max).refine(
    (value) => !/[\p{Cc}\p{Cf}\u2028\u2029]/u.test(value),
    'a control or direction character',
  )
const words = prose(1, 200)
const reason = shown(10, 300)

/** One text for every language, or one for each. */
const text = z.union([words, z.strictObject({ en: words, 'zh-CN': words, ja: words, ko: words })])

const x = z.union([
  /** Of the left edge, from the label's left edge. */
  length,
  /** Of the right edge, from the label's right edge. */
  z.strictObject({ right: length }),
  z.literal('center'),
])
const y = z.union([
  /** Of the upper edge, from the label's upper edge. */
  length,
  /** Of the middle. */
  z.strictObject({ middle: length }),
  /** Under an earlier element, but not above `atLeast`. */
  z.strictObject({ below: id, gap: length, atLeast: length.optional() }),
  /** On the line of an earlier element, so much lower. */
  z.strictObject({ level: id, plus: length }),
])

const condition = z.union([
  z.strictObject({ field: words, is: z.enum(['present', 'absent', 'true', 'false']) }),
  z.strictObject({ field: words, equals: words }),
  /** Only on labels in one of these languages. */
  z.strictObject({
    languages: z
      .array(z.enum(labelLanguages))
      .min(1)
      .max(labelLanguages.length - 1),
  }),
])

const common = {
  id,
  x,
  y,
  /** The element is drawn where all of these hold. */
  when: z.array(condition).min(1).max(4).optional(),
  /** Elements that it may be drawn on. */
  over: z.array(id).min(1).max(10).optional(),
}

const letters = {
  /** `printer` is the printer's own font for ASCII; `medium` and `bold` are ours, for every script they cover. */
  font: z.enum(['printer', 'medium', 'bold']),
  /** Height of the letters, the largest first. */
  sizes: z.array(z.number().min(1.2).max(25)).min(1).max(8),
  /** What happens to a text that is too long in every size: refused (`whole` has one size, `shrink` several), or cut in the least. */
  fit: z.enum(['whole', 'ellipsis', 'shrink']),
  /** From line to line, for the largest size. For our fonts. */
  lineHeight: z.number().min(1.2).max(40).optional(),
  /** Lines at most, for our fonts; 1 where it is left out. */
  lines: z.int().min(1).max(8).optional(),
  align: z.enum(['left', 'center']).optional(),
  /** White on black, for our fonts. */
  inverse: z.boolean().optional(),
}

const textElement = z.strictObject({
  type: z.literal('text'),
  ...common,
  width: extent,
  ...letters,
  /** The printer's font: the letters stand on a line so far below `y`, whatever their size. */
  baseline: length.optional(),
  text,
})

/** Whether `x` and `y` are those of the symbol or of the quiet zone around it. */
const place = z.enum(['symbol', 'quiet-zone'])
const module = z.number().min(0.1).max(5)
/** A module or bars below the floor, on purpose: down to where, and why. */
const exception = z.strictObject({ module: module.optional(), height: extent.optional(), reason }).optional()
const symbol = { ...common, place, module, exception }

const qr = z.strictObject({
  type: z.literal('qr'),
  ...symbol,
  version: z.int().min(1).max(10),
  level: z.enum(['L', 'M']),
  mask: z.int().min(0).max(7),
  text,
})

const elements = z
  .array(z.strictObject({ ai: z.string().regex(/^\d{2,4}$/), value: words }))
  .min(1)
  .max(8)

/** Squares of ISO/IEC 16022, table 7. */
const matrixSides = [10, 12, 14, 16, 18, 20, 22, 24, 26, 32, 36, 40, 44, 48, 52] as const
const gs1Matrix = z.strictObject({
  type: z.literal('gs1-datamatrix'),
  ...symbol,
  /** Modules a side. */
  modules: z.literal(matrixSides),
  data: elements,
})

const gs1Bars = z.strictObject({
  type: z.literal('gs1-128'),
  ...symbol,
  /** Modules across, without quiet zones. */
  modules: z.int().min(46).max(600),
  height: extent,
  data: elements,
})

const ean13 = z.strictObject({ type: z.literal('ean-13'), ...symbol, height: extent, text: words })
const itf14 = z.strictObject({ type: z.literal('itf-14'), ...symbol, height: extent, text: words })

const box = z.strictObject({
  type: z.literal('box'),
  ...common,
  width: extent,
  height: extent,
  /** Of the frame, inside of the box; a filled box where it is the lesser side. */
  thickness: extent,
})
const line = z.strictObject({
  type: z.literal('line'),
  ...common,
  direction: z.enum(['across', 'down']),
  length: extent,
  thickness: extent,
})
const image = z.strictObject({
  type: z.literal('image'),
  ...common,
  width: extent,
  height: extent,
  /** A PNG of one grey bit a dot, not interlaced, as base64. */
  png: z.base64().min(60).max(60_000),
})

const scratchPanel = z.strictObject({
  type: z.literal('scratch-panel'),
  ...common,
  width: extent,
  height: extent,
  border: z.number().min(0.1).max(2),
  /** From the panel's edge to the PIN, or to the pattern that stands for it where it is not shown. */
  padding: z.number().min(0.2).max(5),
  pin: z.strictObject({
    id,
    sizes: letters.sizes,
    /** Two fives with a dash between them, or one under the other. */
    lines: z.literal([1, 2]),
  }),
})

const column = z.strictObject({
  id,
  /** From the list's left edge, and from the row's upper edge. */
  x: length,
  y: length,
  width: extent,
  ...letters,
  text,
})
const list = z.strictObject({
  type: z.literal('list'),
  ...common,
  /** A row for each of these. */
  of: z.literal('contents'),
  width: extent,
  rows: z.int().min(1).max(40),
  rowHeight: extent,
  columns: z.array(column).min(1).max(8),
  /** The last row where there are more than fit; without it, such a label is refused. */
  more: z.strictObject({ id, ...letters, text }).optional(),
})

const element = z.discriminatedUnion('type', [
  textElement,
  qr,
  gs1Matrix,
  gs1Bars,
  ean13,
  itf14,
  box,
  line,
  image,
  scratchPanel,
  list,
])

/**
 * A label document, `bondmark/label-template/1`, as docs/formats/label-template.md describes it. What it cannot say (no two
 * elements of one id, fields that exist …) is checked by `readTemplate`.
 */
export const labelTemplate = z.strictObject({
  format: z.literal('bondmark/label-template/1'),
  name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'a lower-case letter, then letters, digits and hyphens'),
  version: z.int().min(1).max(9999),
  kind: z.enum(labelKinds),
  title: z.strictObject({ en: shown(1, 80), 'zh-CN': shown(1, 80) }),
  size: z.strictObject({ width: z.number().min(10).max(120), height: z.number().min(10).max(200) }),
  elements: z.array(element).min(1).max(100),
})

export type LabelTemplate = Readonly<z.infer<typeof labelTemplate>>
export type LabelElement = Readonly<z.infer<typeof element>>
export type ElementOf<Type extends LabelElement['type']> = Extract<LabelElement, { type: Type }>
export type Condition = Readonly<z.infer<typeof condition>>
/** A text of a document: one for every language, or one for each. */
export type Worded = z.infer<typeof text>
/** How a text's letters look and what becomes of one that is too long. */
export type Letters = Readonly<Pick<ElementOf<'text'>, keyof typeof letters>>
