import { DigitalLink } from 'digital-link.js'
import { parseBarcode } from 'gs1-barcode-parser-mod'
import { parseScan } from '../../core/gs1/parse-scan.ts'
import { asText, elementCases, type Gs1Case, linkCases } from './gs1-cases.ts'

/** A reader as the comparison calls it: sorted elements, or null when it refuses the text. */
export type Reader = (text: string) => string | null

export const bondmark: Reader = (text) => {
  const reading = parseScan(text)
  return reading.ok ? asText(reading.elements.map(({ ai, value }) => [ai, value] as const)) : null
}

/** `gs1-barcode-parser-mod`: it throws a text for what it cannot read. */
export const barcodeParser: Reader = (text) => {
  try {
    return asText(parseBarcode(text).parsedCodeItems.map(({ ai, raw }) => [ai, raw] as const))
  } catch {
    return null
  }
}

/** `digital-link.js`, with its own validation; parameters that are no identifiers are passed over. */
export const digitalLink: Reader = (text) => {
  try {
    const link = DigitalLink(text)
    if (!link.isValid()) return null
    const all = { ...link.getIdentifier(), ...link.getKeyQualifiers(), ...link.getAttributes() }
    return asText(Object.entries(all).filter(([name]) => /^\d+$/.test(name)))
  } catch {
    return null
  }
}

/** A case that a reader got wrong. */
export interface Wrong {
  readonly text: string
  readonly expected: string | null
  readonly got: string | null
}

function wrongOf(read: Reader, cases: readonly Gs1Case[]): Wrong[] {
  return cases.flatMap(({ text, elements }) => {
    const got = read(text)
    return got === elements ? [] : [{ text, expected: elements, got }]
  })
}

/** Every reader on the cases of its kind. */
export function comparePeers() {
  const elements = elementCases()
  // Recorded and the engine's verdicts differ on two links (decision 0010): ours is asked about the same ones.
  const links = linkCases((carets) => bondmark(carets) ?? '')
  return {
    elements: {
      cases: elements.length,
      bondmark: wrongOf(bondmark, elements),
      barcodeParser: wrongOf(barcodeParser, elements),
    },
    links: {
      cases: links.length,
      bondmark: wrongOf(bondmark, links),
      digitalLink: wrongOf(digitalLink, links),
    },
  }
}
