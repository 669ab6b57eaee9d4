import type { Failure } from '../../core/errors/bondmark-error.ts'
import { ssccEpc, unitEpc } from '../../core/gs1/epc.ts'
import type { Station } from '../station/station.ts'
import type { ReplayReport } from './replay-shift.ts'

/** The answer of `shift --json` (FORMATS), and what is left to do, each thing by its name. */
export function shiftAnswer(station: Station, report: ReplayReport) {
  const { store } = station.ctx
  const { statements, receipts } = store.counts()
  const labels = {
    verified: store.labels.count('unit', 'verified'),
    voided: store.labels.count('unit', 'voided'),
    uncertain: store.labels.count('unit', 'uncertain'),
  }
  const outstanding = store.labels.outstanding()
  const json = {
    format: 'bondmark/shift/1',
    ok: false,
    lines: store.plans
      .lines()
      .map(({ asn, line, lot, verdict, planned, received, labeled, short, damaged }) => ({
        asn,
        line,
        lot,
        decision: verdict,
        planned,
        received,
        labeled,
        short,
        damaged,
      })),
    labels,
    units: store.labels.verifiedUnits().map((job) => unitEpc(job.gtin, job.serial)),
    cases: store.cases
      .all()
      .flatMap((packed) => (packed.state === 'closed' && packed.sscc ? [ssccEpc(packed.sscc)] : [])),
    pallets: store.pallets
      .all()
      .flatMap((built) => (built.state === 'closed' && built.sscc ? [ssccEpc(built.sscc)] : [])),
    statements,
    receipts,
    batches: store.batches
      .all()
      .flatMap(({ n, state, statements: count, receipts: received }) =>
        count > 0 ? [{ batch: n, state, statements: count, receipts: received }] : [],
      ),
    refused: report.refused.map(({ line, failure }) => ({
      line,
      code: failure.code,
      detail: failure.detail,
    })),
  }
  const left: Failure[] = []
  if (outstanding.length > 0)
    left.push({
      code: 'left-labels',
      detail: { count: outstanding.length, first: outstanding[0]?.serial ?? '' },
    })
  if (store.batches.all().some((batch) => batch.state === 'open' && batch.statements > 0))
    left.push({
      code: 'left-unsealed',
      detail: {
        statements: store.batches
          .all()
          .reduce((sum, batch) => sum + (batch.state === 'open' ? batch.statements : 0), 0),
      },
    })
  if (receipts < statements) left.push({ code: 'left-receipts', detail: { count: statements - receipts } })
  json.ok = left.length === 0
  return { json, left }
}
