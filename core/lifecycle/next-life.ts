import type { Detail, Failure } from '../errors/bondmark-error.ts'
import { parseEpc } from '../gs1/epc.ts'
import { type CaseEvent, nextCaseState } from './case-life.ts'
import type { Life, LifeState, LifeStep, StepEvent } from './life.ts'
import { nextLineState } from './line-life.ts'
import { nextPalletState, type PalletEvent, type PalletState } from './pallet-life.ts'
import { isRefused } from './transition.ts'
import { nextUnitState, type UnitEvent } from './unit-life.ts'

const ofUnit: Readonly<Partial<Record<StepEvent, UnitEvent>>> = {
  commission: 'commission',
  void: 'void',
  receive: 'receive',
  observe: 'observe',
  'put-in': 'pack',
  'take-out': 'unpack',
  hold: 'hold',
  release: 'release',
  ship: 'ship',
  unship: 'unship',
  decommission: 'decommission',
  destroy: 'destroy',
}

const ofLogistic: Readonly<Partial<Record<StepEvent, CaseEvent & PalletEvent>>> = {
  commission: 'open',
  void: 'cancel',
  receive: 'receive',
  observe: 'observe',
  'put-in': 'palletize',
  'take-out': 'depalletize',
  hold: 'hold',
  release: 'release',
  ship: 'ship',
  unship: 'unship',
  decommission: 'decommission',
  destroy: 'destroy',
  add: 'add',
  aggregate: 'aggregate',
  stack: 'stack',
  remove: 'remove',
  empty: 'empty',
}

/** How an identity begins: a serial unborn, a logistic unit absent, a line announced. Null for what has no life. */
export function beginningOf(key: string): LifeState | null {
  if (key.startsWith('bondmark:line:')) return { kind: 'line', state: 'announced' }
  const kind = parseEpc(key)?.kind
  if (kind === 'unit') return { kind, state: 'unborn' }
  return kind === 'sscc' ? { kind: 'case', state: 'absent' } : null
}

/** Words call a unit by its serial and its case, everything else by its number. */
export function subjectOf(key: string, parent: string | null): Detail & { serial: string; sscc: string } {
  const epc = parseEpc(key)
  const inside = parent === null ? null : parseEpc(parent)
  return {
    serial: epc?.kind === 'unit' ? epc.serial : key.slice(-60),
    sscc: epc?.kind === 'sscc' ? epc.sscc : key.slice(-60),
    case: inside?.kind === 'sscc' ? inside.sscc : (parent?.slice(-60) ?? ''),
  }
}

/** The state that follows by the table of this kind of thing, or the table's reason why none does. */
export function nextState(now: LifeState, life: Life | null, step: LifeStep): LifeState | Failure {
  const { key, event } = step
  const subject = subjectOf(key, life?.parent ?? null)
  switch (now.kind) {
    case 'unit': {
      const next = nextUnitState(now.state, known(ofUnit[event], event), subject)
      return isRefused(next) ? next : { kind: 'unit', state: next }
    }
    case 'line': {
      const [, asn = '', line = '', lot = ''] = JSON.parse(key.slice('bondmark:line:'.length)) as string[]
      const next = nextLineState(now.state, 'close', { asn, line, lot })
      return isRefused(next) ? next : { kind: 'line', state: next }
    }
    case 'pallet': {
      const next = nextPalletState(now.state, known(ofLogistic[event], event), subject)
      return isRefused(next) ? next : { kind: 'pallet', state: next }
    }
    default: {
      const next = nextCaseState(now.state, known(ofLogistic[event], event), subject)
      return isRefused(next) ? next : { kind: 'case', state: next }
    }
  }
}

function known<Event>(event: Event | undefined, said: StepEvent): Event {
  if (event === undefined) throw new RangeError(`${said} is no event of this life`)
  return event
}

const asPallet: Readonly<Record<string, PalletState>> = {
  absent: 'absent',
  open: 'built',
  closed: 'built',
  held: 'held',
  shipped: 'shipped',
  emptied: 'emptied',
  destroyed: 'destroyed',
}

/** A logistic unit turns out to be a pallet when cases are put on it, while nothing has shown it to be a case. */
export function asCarrierOf(now: LifeState, life: Life | null, isEmpty: boolean, step: LifeStep): LifeState {
  if (step.event !== 'stack' || now.kind !== 'case' || !isEmpty) return now
  const mayBe = life === null || (life.parent === null && (life.born === null || life.state === 'open'))
  const state = mayBe ? asPallet[now.state] : undefined
  return state === undefined ? now : { kind: 'pallet', state }
}
