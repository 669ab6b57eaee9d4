import { eventIdOf } from '../epcis/event-hash.ts'
import { validateEpcis } from '../epcis/validation/document.ts'
import { verifyEventShape } from '../epcis/verify-event-shape.ts'
import { BondmarkError, type Failure } from '../errors/bondmark-error.ts'
import { lifeKeyOf } from './event-steps.ts'

const FAULTS_MAX = 20

/**
 * What is wrong with an event by itself, for its standing; empty when nothing is. The steps of our own flow (FORMATS,
 * "Events") must have exactly our shape. What our stations do not state yet (shipping, building pallets, unpacking) is
 * taken from whoever states it, when it is valid EPCIS 2.0 and its eventID is the hash of its content.
 *
 * @param event parsed JSON of any shape
 */
export function eventFaults(event: unknown): Failure[] {
  const faults = verifyEventShape(event)
  if (faults.length === 0 || !isBeyondOurFlow(event, faults)) return faults
  const general = validateEpcis(event)
    .errors.slice(0, FAULTS_MAX)
    .map(
      ({ path, code }): Failure => ({
        code: 'event-field-wrong',
        detail: { path: path.slice(0, 100), reason: code },
      }),
    )
  return general.length > 0 ? general : idFaults(event as Readonly<Record<string, unknown>>)
}

function isBeyondOurFlow(event: unknown, faults: readonly Failure[]): boolean {
  if (faults.length === 1 && faults[0]?.detail.path === 'bizStep') return true
  if (typeof event !== 'object' || event === null) return false
  const { type, action, childEPCs } = event as Readonly<Record<string, unknown>>
  if (type !== 'AggregationEvent') return false
  const children = Array.isArray(childEPCs) ? childEPCs : []
  return action === 'DELETE' || children.some((child) => typeof child === 'string' && isLogistic(child))
}

const isLogistic = (epc: string): boolean => lifeKeyOf(epc)?.includes('/00/') ?? false

function idFaults(event: Readonly<Record<string, unknown>>): Failure[] {
  try {
    const claimed = String(event.eventID).slice(0, 120)
    const computed = eventIdOf(event, undefined, claimed.endsWith('?ver=CBV2.1') ? '2.1' : '2.0')
    return computed === claimed ? [] : [{ code: 'event-id-wrong', detail: { claimed, computed } }]
  } catch (error) {
    if (error instanceof BondmarkError) return [error.toFailure()]
    throw error
  }
}
