import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextSwitching, SCORE_FOR_REDUCED, type Switched } from './next-switching.ts'
import { isPlan, planFor } from './plan-for.ts'
import {
  type SwitchingEvent,
  type SwitchingState,
  severityOf,
  switchingStart,
  switchingState,
} from './switching-state.ts'

const AC1 = '0.65'
/** J, n = 80: Ac 3 under normal inspection, 2 one step tighter. */
const AC3 = '1.5'

/** A lot of 1,000 at level II, inspected by the plan in force, in which so many were found. */
function lot(state: SwitchingState, nonconforming: number, aql = AC1, resubmitted = false): SwitchingEvent {
  const plan = planFor({ lotSize: 1000, level: 'II', aql, severity: severityOf(state) ?? 'tightened' })
  if (!isPlan(plan)) throw new Error(plan.code)
  return { kind: 'lot', aql, plan, nonconforming, accepted: nonconforming <= plan.ac, resubmitted }
}

const steady: SwitchingEvent = { kind: 'production', steady: true }
const approved: SwitchingEvent = { kind: 'reduced-inspection', approved: true }

/** `a` a lot with nothing found, `r` one not accepted, `b` one brought again and not accepted. */
function told(story: string, from: SwitchingState = switchingStart, aql = AC1): Switched {
  const found = { a: 0, r: 99, b: 99 }
  let last: Switched = { state: from, steps: [] }
  for (const mark of story)
    if (mark === 'a' || mark === 'r' || mark === 'b')
      last = nextSwitching(last.state, lot(last.state, found[mark], aql, mark === 'b'))
  return last
}

const clauses = ({ steps }: Switched) => steps.map(({ clause }) => clause)
const codes = ({ steps }: Switched) => steps.map(({ code }) => code)

describe('switching from normal to tightened inspection', () => {
  it.each([
    ['rr', 'tightened'],
    ['rar', 'tightened'],
    ['raar', 'tightened'],
    ['raaar', 'tightened'],
    ['raaaar', 'normal'],
    ['raaaara', 'normal'],
    ['raaaarr', 'tightened'],
    ['raaaaraaar', 'tightened'],
    ['rbbb', 'normal'],
    ['aaaaaaaaaa', 'normal'],
  ])('after %s, inspection is %s', (story, inspection) => {
    expect(told(story).state.inspection).toBe(inspection)
  })

  it('says after how many lots, and by which clause', () => {
    expect(told('rar').steps).toEqual([
      { clause: '9.3.1', code: 'switching-to-tightened', detail: { lots: 3 } },
    ])
  })
})

describe('tightened inspection', () => {
  it.each([
    ['aaaaa', 'normal'],
    ['aaaa', 'tightened'],
    ['aaaaraaaa', 'tightened'],
    ['aaaaraaaaa', 'normal'],
    ['aabaaa', 'normal'],
    ['rrrr', 'tightened'],
    ['rrrrr', 'discontinued'],
    ['raraaraaarar', 'discontinued'],
    ['rrrrbb', 'tightened'],
    ['rrrraaaaa', 'normal'],
  ])('after %s is %s', (story, inspection) => {
    expect(told(story, told('rr').state).state.inspection).toBe(inspection)
  })

  it('counts lots not accepted anew when it begins anew', () => {
    const again = told('rrrraaaaarr', told('rr').state).state
    expect(again).toMatchObject({ inspection: 'tightened', notAccepted: 0, acceptedInARow: 0 })
  })

  it('once discontinued, takes no lot until it is resumed, tightened', () => {
    const { state } = told('rrrrr', told('rr').state)
    expect(() => nextSwitching(state, lot(state, 0))).toThrow(/switching-discontinued/)
    expect(() => nextSwitching(state, approved)).toThrow(/switching-not-normal/)
    const resumed = nextSwitching(state, { kind: 'resume' })
    expect(resumed.state).toMatchObject({ inspection: 'tightened', notAccepted: 0 })
    expect(clauses(resumed)).toEqual(['9.4'])
  })

  it('is not resumed where it was not discontinued', () => {
    expect(() => nextSwitching(switchingStart, { kind: 'resume' })).toThrow(/switching-not-discontinued/)
  })
})

describe('the switching score', () => {
  it('rises by 2 with every lot accepted at Ac 0 or 1, and is 0 after one that was not', () => {
    expect(told('aaaa').state).toMatchObject({ score: 8 })
    expect(told('aaaar').state).toMatchObject({ score: 0 })
    expect(told('aaaara').state).toMatchObject({ score: 2 })
  })

  it.each([
    [0, 3],
    [1, 3],
    [2, 3],
    [3, 0],
    [4, 0],
  ])('at Ac 3, with %i found of at most 2 one step tighter, becomes %i', (found, score) => {
    expect(nextSwitching(switchingStart, lot(switchingStart, found, AC3)).state).toMatchObject({ score })
  })

  it('is left alone by lots brought again', () => {
    expect(told('aab').state).toEqual(told('aa').state)
  })

  it('begins at 0 with every stretch of normal inspection', () => {
    expect(told('aaaaa', told('aaarr').state).state).toMatchObject({
      inspection: 'normal',
      score: 0,
      recent: [],
    })
  })
})

describe('reduced inspection', () => {
  const allowed = [steady, approved].reduce(
    (state, event) => nextSwitching(state, event).state,
    switchingStart,
  )

  it('is held against the next tighter AQL from Ac 2 on', () => {
    // J, n = 80: Ac 2 under normal inspection, 1 one step tighter.
    const scored = (found: number) => nextSwitching(switchingStart, lot(switchingStart, found, '1.0')).state
    expect(scored(1)).toMatchObject({ score: 3 })
    expect(scored(2)).toMatchObject({ inspection: 'normal', score: 0 })
  })

  it('needs a score of 30, steady production and the authority, in whatever order they come', () => {
    expect(told('a'.repeat(14), allowed).state).toMatchObject({ inspection: 'normal', score: 28 })
    const last = told('a'.repeat(15), allowed)
    expect(last.state.inspection).toBe('reduced')
    expect(clauses(last)).toEqual(['9.3.3.2', '9.3.3.1'])

    const waiting = told('a'.repeat(20))
    expect(waiting.state).toMatchObject({ inspection: 'normal', score: 40 })
    expect(codes(waiting)).toContain('switching-reduced-possible')
    for (const order of [
      [steady, approved],
      [approved, steady],
    ]) {
      const [first, second] = order
      if (!first || !second) throw new Error('two events')
      const one = nextSwitching(waiting.state, first).state
      expect(one.inspection).toBe('normal')
      expect(nextSwitching(one, second).state.inspection).toBe('reduced')
    }
  })

  it('comes after ten lots at Ac 2 and more', () => {
    expect(told('a'.repeat(9), allowed, AC3).state.inspection).toBe('normal')
    expect(told('a'.repeat(10), allowed, AC3).state.inspection).toBe('reduced')
  })

  it.each<[string, (state: SwitchingState) => SwitchingEvent, string]>([
    ['a lot is not accepted', (state) => lot(state, 99), 'normal'],
    ['production becomes irregular', () => ({ kind: 'production', steady: false }), 'normal'],
    ['other conditions warrant it', () => ({ kind: 'back-to-normal' }), 'normal'],
    [
      'the authority takes its approval back',
      () => ({ kind: 'reduced-inspection', approved: false }),
      'normal',
    ],
    ['a lot is accepted', (state) => lot(state, 0), 'reduced'],
    ['a lot brought again is not accepted', (state) => lot(state, 99, AC1, true), 'reduced'],
    ['production is said to be steady again', () => steady, 'reduced'],
  ])('when %s, is followed by %s', (_, event, inspection) => {
    const reduced = told('a'.repeat(15), allowed).state
    const next = nextSwitching(reduced, event(reduced))
    expect(next.state.inspection).toBe(inspection)
    if (inspection === 'normal') {
      expect(clauses(next)).toEqual(['9.3.4'])
      expect(next.state).toMatchObject({ score: 0, approved: false })
    }
  })

  it('is not left where it was not', () => {
    expect(() => nextSwitching(switchingStart, { kind: 'back-to-normal' })).toThrow(/switching-not-reduced/)
  })
})

describe('a lot', () => {
  it('inspected by a plan of another severity is refused', () => {
    const foreign = lot(told('rr').state, 0)
    expect(() => nextSwitching(switchingStart, foreign)).toThrow(/switching-plan-foreign/)
  })

  it('that is smaller than its sample counts with all its units inspected, at both kinds of score', () => {
    const whole = (aql: string, n: number): SwitchingEvent => {
      const plan = planFor({ lotSize: 1000, level: 'II', aql, severity: 'normal' })
      if (!isPlan(plan)) throw new Error(plan.code)
      return { kind: 'lot', aql, plan: { ...plan, n }, nonconforming: 0, accepted: true, resubmitted: false }
    }
    expect(nextSwitching(switchingStart, whole(AC1, 60)).state).toMatchObject({ score: 2 })
    expect(nextSwitching(switchingStart, whole(AC3, 60)).state).toMatchObject({ score: 3 })
    expect(() => nextSwitching(switchingStart, whole(AC3, 81))).toThrow(/switching-plan-foreign/)
  })

  it('said to be what its numbers do not say is refused', () => {
    const event = lot(switchingStart, 0)
    expect(() => nextSwitching(switchingStart, { ...event, accepted: false } as SwitchingEvent)).toThrow(
      /switching-outcome-contradicts/,
    )
  })
})

describe('whatever happens to a series', () => {
  it('its state stays plain, valid data, and everything that was done names a clause', () => {
    const happening = fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom('a', 'a', 'a', 'r', 'b') },
      fc.constantFrom('steady', 'unsteady', 'approve', 'resume', 'back'),
    )
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 120 }), (story) => {
        let state: SwitchingState = switchingStart
        for (const what of story) {
          const event: SwitchingEvent =
            what === 'steady' || what === 'unsteady'
              ? { kind: 'production', steady: what === 'steady' }
              : what === 'approve'
                ? approved
                : what === 'resume'
                  ? { kind: 'resume' }
                  : what === 'back'
                    ? { kind: 'back-to-normal' }
                    : lot(state, what === 'a' ? 0 : 99, AC1, what === 'b')
          const before = JSON.stringify(state)
          try {
            const next = nextSwitching(state, event)
            expect(JSON.stringify(state)).toBe(before)
            expect(next.steps.length).toBeGreaterThan(0)
            expect(switchingState.parse(JSON.parse(JSON.stringify(next.state)))).toEqual(next.state)
            if (next.state.inspection === 'reduced')
              expect(next.state).toMatchObject({ steady: true, approved: true })
            if (next.state.inspection === 'normal' && next.state.steady && next.state.approved)
              expect(next.state.score).toBeLessThan(SCORE_FOR_REDUCED)
            state = next.state
          } catch (error) {
            expect(String(error)).toMatch(/switching-(discontinued|not-normal|not-discontinued|not-reduced)/)
          }
        }
      }),
      { numRuns: 200 },
    )
  })
})
