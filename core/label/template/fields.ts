import type { ContentsLine, LabelContent } from './content.ts'
import type { LabelKind } from './label-kind.ts'

/** What a label can be told of, by name: what kind of value it is, and when it may be missing. */
interface Field {
  readonly type: 'text' | 'name' | 'date' | 'number' | 'truth' | 'secret'
  /** True where some labels have no value: a binding says what stands there then, or a condition keeps it away. */
  readonly optional?: true
  /** Differs from label to label: nothing that shows it is kept for the next one. */
  readonly own?: true
}
export type Fields = Readonly<Record<string, Field>>

const text = { type: 'text' } as const
/** What all that is inside has in common; missing where it has not. */
const shared: Fields = {
  sscc: { type: 'text', own: true },
  gtin: { type: 'text', optional: true },
  lot: { type: 'text', optional: true },
  expiry: { type: 'date', optional: true },
  nameEn: { type: 'name', optional: true },
  nameZh: { type: 'name', optional: true },
  /** Whether there is more than one product, lot or expiry inside. */
  mixed: { type: 'truth' },
  /** All units inside. */
  units: { type: 'number' },
  /** How many products, lots and expiries are inside. */
  kinds: { type: 'number' },
  training: { type: 'truth' },
}

/** The fields that a template may bind, by its kind. */
export const fieldsOf: Readonly<Record<LabelKind, Fields>> = {
  unit: {
    gtin: text,
    serial: { type: 'text', own: true },
    lot: text,
    expiry: { type: 'date' },
    nameEn: { type: 'name' },
    nameZh: { type: 'name' },
    originCountryCode: text,
    originZh: { type: 'name', optional: true },
    link: { type: 'text', own: true },
    pin: { type: 'secret', own: true },
    training: { type: 'truth' },
  },
  case: shared,
  pallet: { ...shared, cases: { type: 'number' } },
}

/** The fields of a row in a list of contents. */
export const rowFields: Fields = {
  gtin: text,
  lot: text,
  expiry: { type: 'date' },
  quantity: { type: 'number' },
  nameEn: { type: 'name' },
  nameZh: { type: 'name' },
}

/** The fields of a list's last line, where more is inside than has room: what is left out. */
export const moreFields: Fields = { more: { type: 'number' }, moreUnits: { type: 'number' } }

/** Values by the names of their fields; what is missing is null. */
export type Values = Readonly<Record<string, string | boolean | null>>

/** The value that all lines have, or null. */
function common(lines: readonly ContentsLine[], field: 'gtin' | 'lot' | 'expiry') {
  const [first] = lines
  return first && lines.every((line) => line[field] === first[field]) ? first[field] : null
}

const unitsOf = (lines: readonly ContentsLine[]): number =>
  lines.reduce((sum, { quantity }) => sum + quantity, 0)

/** What a label's fields hold. */
export function valuesOf(content: LabelContent): Values {
  if (content.kind === 'unit') {
    const { kind: _, originZh, ...rest } = content
    return { ...rest, originZh: originZh === undefined || originZh === '' ? null : originZh }
  }
  const { contents, sscc, training } = content
  const [gtin, lot, expiry] = [common(contents, 'gtin'), common(contents, 'lot'), common(contents, 'expiry')]
  return {
    sscc,
    training,
    gtin,
    lot,
    expiry,
    // Two lines of one product may spell its name in two ways: the first one's counts.
    nameEn: gtin === null ? null : (contents[0]?.nameEn ?? null),
    nameZh: gtin === null ? null : (contents[0]?.nameZh ?? null),
    mixed: gtin === null || lot === null || expiry === null,
    units: String(unitsOf(contents)),
    kinds: String(contents.length),
    ...(content.kind === 'pallet' ? { cases: String(content.cases) } : {}),
  }
}

export const rowValues = (line: ContentsLine): Values => ({ ...line, quantity: String(line.quantity) })

export const moreValues = (left: readonly ContentsLine[]): Values => ({
  more: String(left.length),
  moreUnits: String(unitsOf(left)),
})
