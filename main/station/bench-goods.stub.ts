import { parseCanonical } from '../../core/statement/canonical-json.ts'
import { readStatement } from '../../core/statement/statement.ts'
import type { BenchStation } from './bench-station.stub.ts'

/** Goods of the bench's plan as their codes say them, and the lines that they are of. */
export const formula = ']d20109506000110011' + '1728021410KM1-2608A'
export const formulaLine = { asn: 'ASN-2026-1122-01', line: '1', lot: 'KM1-2608A' }
export const followOn = ']E09506000110028'
export const followOnLine = { asn: 'ASN-2026-1122-01', line: '2', lot: 'KM2-2607C' }
export const honey = ']d20109506000110035172905311' + '0MH250+26/05'

/** What a bench has stated, in order, each with its content type. */
export const payloadsOf = ({ store }: BenchStation): Record<string, unknown>[] =>
  store.batches
    .all()
    .flatMap(({ n }) => store.statementsOf(n))
    .map(({ bytes, contentType }) => ({
      ...(parseCanonical(readStatement(bytes).payload) as Record<string, unknown>),
      contentType,
    }))
