import type { StandingRecord } from '../../../core/contract/standing.ts'
import type { Failure } from '../../../core/errors/bondmark-error.ts'
import { type Contradiction, contradictionOf, standingOf } from '../../../core/lifecycle/standing.ts'
import type { Finding } from '../../../core/lifecycle/take-statement.ts'
import type { NoteSigner } from '../../../core/log/note.ts'
import { signConflict, signStanding } from '../../replication/signed-standing.ts'
import type { StandingStore } from './standing-store.ts'

/** Signs what a statement is worth now, unless that has been said already. */
export function giveVerdict(store: StandingStore, signer: NoteSigner, place: number, size: number): void {
  const { id, kid, malformed, failures } = store.statement(place)
  const findings = store.findings(place)
  const contradictedBy = store.contradictedBy(place, kid)
  const found: Contradiction[] = [
    ...failures.map((): Contradiction => 'own'),
    ...findings.map((finding) => contradictionOf(finding, kid, (at) => store.statement(at).kid)),
    ...(contradictedBy === null ? [] : (['other'] as const)),
  ]
  const standing = standingOf(malformed.length === 0, found)
  if (store.standing(place) === standing) return
  const idAt = (at: number | null) => (at === null ? null : store.statement(at).id)
  const reasons: StandingRecord['reasons'] = [
    ...[...malformed, ...failures].map((failure) => ({
      ...tellable(failure),
      about: null,
      statement: null,
    })),
    ...findings.map(({ key, failure, against }) => ({
      ...tellable(failure),
      about: key.toWellFormed(),
      statement: idAt(against),
    })),
    ...(contradictedBy === null ? [] : [reasonOf(store, place, contradictedBy)]),
  ]
  const verdict: StandingRecord = {
    format: 'bondmark/standing/1',
    origin: signer.name,
    statement: id,
    leaf: place,
    size,
    standing,
    reasons,
  }
  store.addVerdict(place, { size, standing, ...signStanding(verdict, signer.sign) })
}

/** Why another key's statement says that this one can't be so. */
function reasonOf(store: StandingStore, place: number, later: number): StandingRecord['reasons'][number] {
  const finding = store.findings(later).find(({ against }) => against === place)
  if (finding === undefined) throw new Error(`statement ${later} does not contradict ${place}`)
  const about = finding.key.toWellFormed()
  return { ...tellable(finding.failure), about, statement: store.statement(later).id }
}

/** Details quote what strangers wrote, cut off anywhere: canonical JSON takes no half characters and no NaN. */
function tellable({ code, detail }: Failure): Failure {
  const told = Object.entries(detail).map(([name, value]) => {
    if (typeof value === 'string') return [name, value.toWellFormed()] as const
    return [name, typeof value === 'number' && !Number.isFinite(value) ? null : value] as const
  })
  return { code, detail: Object.fromEntries(told) }
}

/** Signs that two statements of this log contradict each other, and notes whom it is told to. */
export function publishConflict(
  store: StandingStore,
  signer: NoteSigner,
  place: number,
  { key, failure, against, waits }: Finding,
  size: number,
): void {
  if (waits || against === null || against === place) return
  const [first, second] = [store.statement(against), store.statement(place)]
  const { record, signature } = signConflict(
    {
      format: 'bondmark/conflict/1',
      origin: signer.name,
      about: key.toWellFormed(),
      ...tellable(failure),
      statements: [first.id, second.id],
      leaves: [against, place],
      sameKey: first.kid === second.kid,
      size,
    },
    signer.sign,
  )
  const kids = first.kid === second.kid ? [] : [first.kid, second.kid]
  store.addConflict(record, signature, kids)
}
