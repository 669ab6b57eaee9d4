import { constrainLink } from '../epcis/constrained-link.ts'
import { epcUrnToLink } from '../epcis/epc-uri.ts'
import { parseEpc } from '../gs1/epc.ts'
import type { LifeStep, StepEvent } from './life.ts'

/** Identities that one event may name. */
export const EPCS_MAX = 20_000

type Kind = 'unit' | 'logistic' | 'other'

/** An identity in its one spelling: units and logistic units as canonical Digital Links, URNs and other domains included. */
function identityOf(value: unknown): { readonly key: string; readonly kind: Kind } | null {
  if (typeof value !== 'string' || value.length > 500) return null
  const own = parseEpc(value)
  const key = own ? value : (epcUrnToLink(value) ?? constrainLink(value))
  if (key === null) return { key: value, kind: 'other' }
  const kind = (own ?? parseEpc(key))?.kind
  return { key, kind: kind === 'unit' ? 'unit' : kind === 'sscc' ? 'logistic' : 'other' }
}

/** The name that lives are kept under: of a unit or a logistic unit in any spelling; null for anything else. */
export function lifeKeyOf(epc: string): string | null {
  const identity = identityOf(epc)
  return identity === null || identity.kind === 'other' ? null : identity.key
}

function identitiesOf(list: unknown) {
  const found = new Map<string, Kind>()
  for (const value of Array.isArray(list) ? list.slice(0, EPCS_MAX) : []) {
    const identity = identityOf(value)
    // Only units and logistic units have lives of their own here; classes of goods have none.
    if (identity !== null && identity.kind !== 'other') found.set(identity.key, identity.kind)
  }
  return [...found].map(([key, kind]) => ({ key, kind }))
}

/** CBV 2.0 §7.1: business steps that move the life of what an OBSERVE names; all others only look at it. */
const observed: Readonly<Record<string, StepEvent>> = {
  receiving: 'receive',
  accepting: 'receive',
  arriving: 'receive',
  shipping: 'ship',
  departing: 'ship',
  void_shipping: 'unship',
  holding: 'hold',
}

/** The last part of a CBV word, which may be given bare, as a CURIE, as a URN or as a web address. */
function word(value: unknown): string {
  return typeof value === 'string' ? (/[A-Za-z0-9_]+$/.exec(value.slice(-100))?.[0] ?? '') : ''
}

/**
 * What an event says of each identity it names: ours (FORMATS, "Events") and anybody's EPCIS 2.0. A class of goods has no
 * life. An event that declares an earlier one an error says nothing new of the goods.
 *
 * @param event parsed JSON of any shape; what is not understood says nothing
 */
export function stepsOfEvent(event: Readonly<Record<string, unknown>>): LifeStep[] {
  if (event.errorDeclaration !== undefined) return []
  switch (event.type) {
    case 'ObjectEvent':
      return objectSteps(event)
    case 'AggregationEvent':
      return aggregationSteps(event)
    case 'TransformationEvent':
      // What goes in is used up; what comes out begins to exist (EPCIS 2.0 §7.4.6).
      return [
        ...identitiesOf(event.inputEPCList).map(({ key }) => ({ key, event: 'decommission' as const })),
        ...identitiesOf(event.outputEPCList).map(({ key }) => ({ key, event: 'commission' as const })),
      ]
    default:
      return identitiesOf([event.parentID, ...listOf(event.childEPCs), ...listOf(event.epcList)]).map(
        ({ key }) => ({ key, event: 'observe' as const }),
      )
  }
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

function objectSteps(event: Readonly<Record<string, unknown>>): LifeStep[] {
  const step = word(event.bizStep)
  const said = objectEvent(event, step)
  return identitiesOf(event.epcList).map(({ key }) => ({ key, event: said }))
}

function objectEvent(event: Readonly<Record<string, unknown>>, step: string): StepEvent {
  if (event.action === 'ADD') return 'commission'
  if (event.action === 'DELETE') return step === 'destroying' ? 'destroy' : 'decommission'
  // A release is the storing that cites one: goods are also stored without ever having been held.
  if (step === 'storing' && event['bm:releaseHash'] !== undefined) return 'release'
  return Object.hasOwn(observed, step) ? (observed[step] ?? 'observe') : 'observe'
}

/**
 * ADD closes a case over its contents, unless it says that the container is open; DELETE takes the children out, and all
 * there are when it names none (EPCIS 2.0 §7.4.3).
 */
function aggregationSteps(event: Readonly<Record<string, unknown>>): LifeStep[] {
  const parent = identityOf(event.parentID)
  const children = identitiesOf(event.childEPCs)
  if (parent === null) return children.map(({ key }) => ({ key, event: 'observe' }))
  if (event.action === 'OBSERVE')
    return [parent, ...children].flatMap(({ key, kind }) =>
      kind === 'other' ? [] : [{ key, event: 'observe' }],
    )
  const isAdd = event.action === 'ADD'
  const moved = children.map(
    ({ key }): LifeStep => ({ key, event: isAdd ? 'put-in' : 'take-out', parent: parent.key }),
  )
  if (parent.kind !== 'logistic') return moved
  const namesNone = listOf(event.childEPCs).length + listOf(event.childQuantityList).length === 0
  const said = isAdd ? filling(event, children) : namesNone ? 'empty' : 'remove'
  return [{ key: parent.key, event: said }, ...moved]
}

function filling(event: Readonly<Record<string, unknown>>, children: readonly { kind: Kind }[]): StepEvent {
  if (children.some(({ kind }) => kind === 'logistic')) return 'stack'
  return word(event.disposition) === 'container_open' ? 'add' : 'aggregate'
}
