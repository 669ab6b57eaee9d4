import type { WhyHeldView } from '../../core/contract/release.ts'
import { type Decision, decisiveReasons, reasonSentence } from '../../core/decision/decision.ts'
import { type Demand, heldWithoutDemand } from '../../core/decision/demand.ts'
import type { Failure } from '../../core/errors/bondmark-error.ts'
import type { Code } from '../../core/errors/codes.ts'
import { customsHolds } from '../bonded/customs-holds.ts'
import { whySealStops } from '../bonded/seal-in-question.ts'
import type { LineName, StoredLine } from '../store/plans.ts'
import type { StationStore } from '../store/station-store.ts'
import type { LineDemand } from './release-book.ts'
import { seizedBy } from './seized.ts'

export type HoldSource = Pick<StationStore, 'releases' | 'bonded'>

/** What each kind of demand waits for, in words. */
const waits: Readonly<Record<Demand['kind'], Code>> = {
  'factory-evaluation': 'hold-factory-evaluation',
  'container-loading-supervision': 'hold-container-loading-supervision',
  'circulation-inspection': 'hold-circulation-inspection',
  'ingredient-inspection': 'hold-ingredient-inspection',
}

const plain = ({ code, detail }: Failure) => ({ code, detail: { ...detail } })

/** What a demand waits for, in words. */
export function demandSentence({ json }: Pick<LineDemand, 'json'>): Failure {
  const { kind, subject } = JSON.parse(json) as Demand
  return { code: waits[kind], detail: subject }
}

/** A person's hold is noted with the line; a decision's only follows from it. */
export function isHeldByPerson({ held, reasons }: Pick<StoredLine, 'held' | 'reasons'>): boolean {
  if (held === 0) return false
  const notes = JSON.parse(reasons) as readonly { readonly kind: string }[]
  return notes.findLast(({ kind }) => kind === 'held' || kind === 'hold-lifted')?.kind === 'held'
}

/**
 * Every reason that a line's goods are held for now, in words: what was demanded and is not met, orders of customs, a person's
 * word. Empty when nothing keeps them from going on.
 */
export function whyHeld(
  store: HoldSource,
  line: Pick<StoredLine, keyof LineName | 'verdict' | 'decision' | 'held' | 'reasons'>,
): WhyHeldView[] {
  const demands = line.verdict === 'hold' ? store.releases.openOf(line) : []
  const why: WhyHeldView[] = demands.map((of) => ({
    sentence: plain(demandSentence(of)),
    by: 'demand',
    demand: of.demand,
  }))
  if (line.verdict === 'refuse' || line.verdict === 'hold') {
    const made = JSON.parse(line.decision) as Decision
    // What holds without asking for anything: no demand can be met, the decision itself must change.
    const others = made.decision === 'refuse' ? decisiveReasons(made) : heldWithoutDemand(made)
    for (const reason of others)
      why.push({ sentence: plain(reasonSentence(reason)), by: 'decision', demand: null })
  }
  for (const { order } of customsHolds(store.releases.db, line))
    why.push({ sentence: { code: 'hold-customs', detail: { order } }, by: 'customs', demand: null })
  for (const order of seizedBy(store.releases.db, line))
    why.push({ sentence: { code: 'hold-seized', detail: { order } }, by: 'customs', demand: null })
  const seal = whySealStops(store, line.asn)
  if (seal) why.push({ sentence: plain(seal), by: 'seal', demand: null })
  if (isHeldByPerson(line))
    why.push({ sentence: { code: 'held-by-operator', detail: {} }, by: 'operator', demand: null })
  return why
}
