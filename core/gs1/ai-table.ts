/**
 * The application identifiers that the station reads, as data (General Specifications §3.2, §4.13; formats and pairings
 * as in the GS1 Barcode Syntax Dictionary). A new identifier is a new row.
 */
export interface AiRow {
  readonly ai: string
  readonly title: string
  /** What the value is made of: digits, or character set 82. */
  readonly holds: 'digits' | 'set-82'
  /** Least and most characters; equal for a value of fixed length. */
  readonly min: number
  readonly max: number
  readonly rule: 'check-digit' | 'date' | null
  /** Identifiers that may not stand beside this one. */
  readonly excludes: readonly string[]
  /** Of each group, one must stand beside this one. */
  readonly companions: readonly Companions[]
  /** Its place in a GS1 Digital Link: primary key, key qualifier of (01), or data attribute. */
  readonly inLink: 'key' | 'qualifier' | 'attribute'
  /** True for an identifier that is read in links only, because of its place in their path. */
  readonly linkOnly: boolean
}

interface Companions {
  readonly anyOf: readonly string[]
  /**
   * True when the companion is usually in another symbol on the same item (the pairings hold over all symbols of an
   * item, General Specifications §4.13): its absence here is a warning and not an error.
   */
  readonly elsewhere: boolean
}

const goods: Companions = { anyOf: ['01', '02'], elsewhere: false }

function row(
  ai: string,
  title: string,
  format: Pick<AiRow, 'holds' | 'min' | 'max'>,
  more: Partial<AiRow>,
): AiRow {
  return {
    ai,
    title,
    ...format,
    rule: null,
    excludes: [],
    companions: [],
    inLink: 'attribute',
    linkOnly: false,
    ...more,
  }
}

const digits = (min: number, max = min) => ({ holds: 'digits', min, max }) as const
const text20 = { holds: 'set-82', min: 1, max: 20 } as const

const aiTable: readonly AiRow[] = [
  row('00', 'SSCC', digits(18), { rule: 'check-digit', inLink: 'key' }),
  row('01', 'GTIN', digits(14), { rule: 'check-digit', inLink: 'key', excludes: ['02', '37'] }),
  row('02', 'CONTENT', digits(14), {
    rule: 'check-digit',
    excludes: ['01'],
    companions: [{ anyOf: ['37'], elsewhere: false }],
  }),
  row('10', 'BATCH/LOT', text20, { companions: [goods], inLink: 'qualifier' }),
  row('11', 'PROD DATE', digits(6), { rule: 'date', companions: [goods] }),
  row('12', 'DUE DATE', digits(6), { rule: 'date', companions: [{ anyOf: ['8020'], elsewhere: true }] }),
  row('15', 'BEST BEFORE or BEST BY', digits(6), { rule: 'date', companions: [goods] }),
  row('17', 'USE BY or EXPIRY', digits(6), { rule: 'date', companions: [goods] }),
  row('21', 'SERIAL', text20, { companions: [{ anyOf: ['01'], elsewhere: false }], inLink: 'qualifier' }),
  row('22', 'CPV', text20, {
    companions: [{ anyOf: ['01'], elsewhere: false }],
    inLink: 'qualifier',
    linkOnly: true,
  }),
  row('37', 'COUNT', digits(1, 8), {
    excludes: ['01'],
    companions: [
      { anyOf: ['02'], elsewhere: false },
      { anyOf: ['00'], elsewhere: true },
    ],
  }),
]

const byTwoDigits: (AiRow | undefined)[] = new Array(100)
for (const entry of aiTable) byTwoDigits[Number(entry.ai)] = entry

/** The row of a two-digit identifier by its number (10 × first digit + second), or undefined. */
export function rowOfNumber(number: number): AiRow | undefined {
  return byTwoDigits[number]
}

/** The row of an identifier by its digits, or undefined. */
export function rowOf(ai: string): AiRow | undefined {
  const row = byTwoDigits[Number(ai)]
  return row?.ai === ai ? row : undefined
}

/**
 * How many digits an identifier has, from its first two (General Specifications, figure 7.8.4-2), so that an identifier
 * that is not in the table can still be named.
 */
export function aiLength(firstTwo: number): number {
  const tens = Math.trunc(firstTwo / 10)
  if (firstTwo >= 23 && firstTwo <= 25) return 3
  if (firstTwo >= 31 && firstTwo <= 36) return 4
  if (firstTwo === 39 || firstTwo === 43) return 4
  if (tens === 4) return 3
  return tens === 7 || tens === 8 ? 4 : 2
}
