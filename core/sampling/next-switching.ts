import { BondmarkError, type Detail } from '../errors/bondmark-error.ts'
import type { Code } from '../errors/codes.ts'
import { type Aql, aqls, readAql } from './aqls.ts'
import { codeLetters } from './code-letters.ts'
import { planAt } from './plan-for.ts'
import type { Severity } from './severities.ts'
import {
  type SwitchingClause,
  type SwitchingEvent,
  type SwitchingState,
  severityOf,
} from './switching-state.ts'

/** One thing that the rules did, by the clause that says so; its code has words in every language. */
export interface SwitchingStep {
  readonly clause: SwitchingClause
  readonly code: Code
  readonly detail: Detail
}

export interface Switched {
  readonly state: SwitchingState
  readonly steps: readonly SwitchingStep[]
}

type Lot = Extract<SwitchingEvent, { kind: 'lot' }>
type StateOf<K extends SwitchingState['inspection']> = Extract<SwitchingState, { inspection: K }>

/** A switching score that allows reduced inspection (9.3.3.1 a). */
export const SCORE_FOR_REDUCED = 30
/** Lots not accepted under tightened inspection at which it is discontinued (9.4). */
export const NOT_ACCEPTED_MAX = 5
/** Lots accepted one after the other that end tightened inspection (9.3.2). */
const ACCEPTED_IN_A_ROW = 5

const step = (clause: SwitchingClause, code: Code, detail: Detail = {}): SwitchingStep => ({
  clause,
  code,
  detail,
})

/** An approval is of one switch: whoever comes back to normal inspection needs a new one. */
const normal = (steady: boolean): StateOf<'normal'> => ({
  inspection: 'normal',
  steady,
  approved: false,
  recent: [],
  score: 0,
})
const tightened = (steady: boolean): StateOf<'tightened'> => ({
  inspection: 'tightened',
  steady,
  approved: false,
  acceptedInARow: 0,
  notAccepted: 0,
})

/**
 * What a lot inspected under normal inspection makes of the score (9.3.3.2). "One step tighter" is the next smaller AQL
 * in the row of the plan that was used, whose sample is the same: where the acceptance number is 2 or more, that row
 * always has a plan there.
 */
function scoreAfter(
  score: number,
  { plan, aql, nonconforming, accepted }: Lot,
): { score: number; why: SwitchingStep } {
  if (plan.ac < 2) {
    const after = accepted ? score + 2 : 0
    return {
      score: after,
      why: step('9.3.3.2', accepted ? 'switching-score-2' : 'switching-score-reset', { score: after }),
    }
  }
  const letter = codeLetters.find((known) => known === plan.letter)
  const tighterAql: Aql | undefined = aqls[aqls.indexOf(readAql(aql)) - 1]
  const tighter = letter && tighterAql ? planAt(letter, tighterAql, 'normal') : null
  if (tighter === null || tighter.letter !== letter)
    throw new Error('a plan with Ac of 2 or more has a tighter one beside it')
  const detail = { aql: tighterAql ?? '', ac: tighter.ac, nonconforming }
  return nonconforming <= tighter.ac
    ? { score: score + 3, why: step('9.3.3.2', 'switching-score-3', { ...detail, score: score + 3 }) }
    : { score: 0, why: step('9.3.3.2', 'switching-score-not-tighter', { ...detail, score: 0 }) }
}

/** Reduced inspection as soon as score, production and authority all allow it, in whatever order that comes about (9.3.3.1). */
function reducedIfAllowed(state: StateOf<'normal'>, steps: readonly SwitchingStep[]): Switched {
  const { score, steady, approved } = state
  if (score < SCORE_FOR_REDUCED) return { state, steps }
  if (!steady || !approved)
    return {
      state,
      steps: [...steps, step('9.3.3.1', 'switching-reduced-possible', { score, steady, approved })],
    }
  return {
    state: { inspection: 'reduced', steady, approved },
    steps: [...steps, step('9.3.3.1', 'switching-to-reduced', { score })],
  }
}

function lotUnderNormal(state: StateOf<'normal'>, lot: Lot): Switched {
  const lots = [...state.recent, lot.accepted]
  if (lots.filter((accepted) => !accepted).length >= 2)
    return {
      state: tightened(state.steady),
      steps: [step('9.3.1', 'switching-to-tightened', { lots: lots.length })],
    }
  const { score, why } = scoreAfter(state.score, lot)
  return reducedIfAllowed({ ...state, recent: lots.slice(-4), score }, [why])
}

function lotUnderTightened(state: StateOf<'tightened'>, { accepted }: Lot): Switched {
  const acceptedInARow = accepted ? state.acceptedInARow + 1 : 0
  const notAccepted = state.notAccepted + (accepted ? 0 : 1)
  if (acceptedInARow >= ACCEPTED_IN_A_ROW)
    return { state: normal(state.steady), steps: [step('9.3.2', 'switching-tightened-to-normal')] }
  if (notAccepted >= NOT_ACCEPTED_MAX)
    return {
      state: { inspection: 'discontinued', steady: state.steady, approved: false },
      steps: [step('9.4', 'switching-discontinued-now', { notAccepted })],
    }
  return {
    state: { ...state, acceptedInARow, notAccepted },
    steps: [
      accepted
        ? step('9.3.2', 'switching-tightened-accepted', { acceptedInARow })
        : step('9.4', 'switching-tightened-not-accepted', { notAccepted }),
    ],
  }
}

/**
 * Whether a lot's plan stands where it says in the table of its severity. Of a lot that is smaller than the sample every unit
 * was inspected: its n may be the lot's.
 */
function isPlanOf({ plan, aql }: Lot, severity: Severity): boolean {
  const letter = codeLetters.find((known) => known === plan.letter)
  const found = letter ? planAt(letter, readAql(aql), severity) : null
  return (
    found !== null &&
    found.letter === letter &&
    plan.n >= 2 &&
    plan.n <= found.n &&
    found.ac === plan.ac &&
    found.re === plan.re
  )
}

function lotOf(state: SwitchingState, lot: Lot): Switched {
  const severity = severityOf(state)
  if (severity === null) throw new BondmarkError('switching-discontinued', {})
  const { letter, n, ac, re } = lot.plan
  if (!isPlanOf(lot, severity))
    throw new BondmarkError('switching-plan-foreign', { letter, n, ac, re, aql: lot.aql, severity })
  if (lot.accepted !== lot.nonconforming <= ac)
    throw new BondmarkError('switching-outcome-contradicts', { nonconforming: lot.nonconforming, ac, re })
  if (lot.resubmitted) return { state, steps: [step('9.3.1', 'switching-resubmitted')] }
  if (state.inspection === 'normal') return lotUnderNormal(state, lot)
  if (state.inspection === 'tightened') return lotUnderTightened(state, lot)
  return lot.accepted
    ? { state, steps: [step('9.3.4', 'switching-reduced-goes-on')] }
    : { state: normal(state.steady), steps: [step('9.3.4', 'switching-reduced-not-accepted')] }
}

/**
 * What becomes of a series when something happens to it: ISO 2859-1:1999, clause 9, for single sampling. Pure; every
 * answer says which clause did what. Lots are told in the order in which they were inspected.
 *
 * Counts are of one stretch of one severity: after a return to normal inspection, lots from before it count neither
 * towards "two of five" nor towards the score; the standard starts both with normal inspection.
 *
 * @throws BondmarkError `switching-discontinued` for a lot when nothing may be inspected, `switching-plan-foreign`
 *   `{letter, n, ac, re, aql, severity}` for a plan that is not one of the severity in force,
 *   `switching-outcome-contradicts` `{nonconforming, ac, re}`, `switching-not-reduced` and `switching-not-discontinued` for
 *   a way back from where the series is not, `sampling-aql-unknown`
 */
export function nextSwitching(state: SwitchingState, event: SwitchingEvent): Switched {
  switch (event.kind) {
    case 'lot':
      return lotOf(state, event)
    case 'production': {
      if (state.inspection === 'reduced' && !event.steady)
        return { state: normal(false), steps: [step('9.3.4', 'switching-production-irregular')] }
      const next = { ...state, steady: event.steady }
      const steps = [step('9.3.3.1', event.steady ? 'switching-steady' : 'switching-unsteady')]
      return next.inspection === 'normal' ? reducedIfAllowed(next, steps) : { state: next, steps }
    }
    case 'reduced-inspection': {
      if (state.inspection === 'reduced' && !event.approved)
        return { state: normal(state.steady), steps: [step('9.3.4', 'switching-approval-withdrawn')] }
      if (state.inspection !== 'normal')
        throw new BondmarkError('switching-not-normal', { inspection: state.inspection })
      const next = { ...state, approved: event.approved }
      return reducedIfAllowed(next, [
        step('9.3.3.1', event.approved ? 'switching-approved' : 'switching-approval-withdrawn'),
      ])
    }
    case 'back-to-normal':
      if (state.inspection !== 'reduced')
        throw new BondmarkError('switching-not-reduced', { inspection: state.inspection })
      return { state: normal(state.steady), steps: [step('9.3.4', 'switching-other-conditions')] }
    case 'resume':
      if (state.inspection !== 'discontinued')
        throw new BondmarkError('switching-not-discontinued', { inspection: state.inspection })
      return { state: tightened(state.steady), steps: [step('9.4', 'switching-resumed')] }
  }
}
