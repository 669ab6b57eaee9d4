import { BondmarkError, type Failure } from '../errors/bondmark-error.ts'
import { ssccEpc, unitEpc } from '../gs1/epc.ts'
import type { RecordName } from '../statement/content-types.ts'
import type { LifeStep } from './life.ts'
import { lineElsewhere, whyNotElsewhere } from './line-elsewhere.ts'
import { whyNotReconciled } from './line-quantities.ts'

type Fields = Readonly<Record<string, unknown>>

/** What a station record says of lives, and what of it cannot be so whatever was said before. */
export interface RecordSteps {
  readonly steps: readonly LifeStep[]
  readonly failures: readonly Failure[]
}

const nothing: RecordSteps = { steps: [], failures: [] }

/** Reads a station record (FORMATS, "Events"): voids before commissioning end a serial, closed lines must reconcile. */
export function stepsOfRecord(name: RecordName | null, record: Fields): RecordSteps {
  if (name === 'void-before-commissioning') return voided(record)
  return name === 'line-closed' ? lineClosed(record) : nothing
}

function voided({ kind, gtin, serial }: Fields): RecordSteps {
  try {
    // A case label that was voided leaves its SSCC unused; its case gets another.
    const key = kind === 'unit' ? unitEpc(String(gtin), String(serial)) : ssccEpc(String(serial))
    return { steps: [{ key, event: 'void' }], failures: [] }
  } catch (error) {
    if (error instanceof BondmarkError) return { steps: [], failures: [error.toFailure()] }
    throw error
  }
}

/** The key of a line's life: stations number their own notices. */
export const lineKeyOf = (station: string, asn: string, line: string, lot: string): string =>
  `bondmark:line:${JSON.stringify([station, asn, line, lot])}`

function lineClosed(record: Fields): RecordSteps {
  const { planned, received, commissioned, exempt, damaged, short, held, decision } = record
  const [station, asn, line, lot] = [record.station, record.asn, record.line, record.lot].map(String) as [
    string,
    string,
    string,
    string,
  ]
  const kept = held === true || decision === 'hold' || decision === 'refuse'
  const count = (value: unknown) => (typeof value === 'number' ? value : Number.NaN)
  const quantities = {
    planned: count(planned),
    received: count(received),
    commissioned: count(commissioned),
    exempt: count(exempt),
    damaged: count(damaged),
    short: count(short),
  }
  const said = elsewhereOf(record.elsewhere, quantities)
  const elsewhere = said === null ? 0 : said.received + said.short
  const unreconciled = whyNotReconciled({ ...quantities, elsewhere }, kept, { asn, line, lot })
  return {
    steps: [{ key: lineKeyOf(station, asn, line, lot), event: 'close-line' }],
    failures: unreconciled === null ? [] : [unreconciled],
  }
}

const unfounded = { received: Number.NaN, short: Number.NaN }

/**
 * What a closing says is elsewhere; null where it says nothing of it, as before stations shared counts. What its words do not
 * bear out reconciles with nothing. Whether the words were said is no matter of one station's life: that is held against
 * the log of who is cited (`hold-against-log`).
 */
function elsewhereOf(
  said: unknown,
  own: { planned: number; received: number; short: number },
): { received: number; short: number } | null {
  if (said === undefined) return null
  const parsed = lineElsewhere.safeParse(said)
  return parsed.success && whyNotElsewhere(own, parsed.data) === null ? parsed.data : unfounded
}
