import type { AsnAnswer } from '../../core/contract/release.ts'
import type { Failure } from '../../core/errors/bondmark-error.ts'
import type { LineName } from '../store/plans.ts'

/** Lines that are named; the rest are counted. */
const NAMED_MAX = 10

/** What came of a supervisor's word on a line: that it is on record, and which lines of its notice still wait. */
export function wordSentence({ line, lot }: LineName, { asn, lines }: AsnAnswer, released: boolean): Failure {
  const detail = { asn: asn.asn, line, lot }
  if (released) return { code: 'asn-word-released', detail }
  const held = lines.filter((one) => !one.closed && one.state === 'held')
  if (held.length === 0) return { code: 'asn-word-free', detail }
  const named = held.slice(0, NAMED_MAX).map((one) => `${one.line} (${one.lot})`)
  const more = held.length > NAMED_MAX ? ` … +${held.length - NAMED_MAX}` : ''
  return { code: 'asn-word-held', detail: { ...detail, waiting: `${named.join(', ')}${more}` } }
}
