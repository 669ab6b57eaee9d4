import { readInstant } from '../instant.ts'
import { isRecord } from '../json-shape.ts'
import type { Findings, Place } from './finding.ts'
import type { Scope } from './scope.ts'
import { isUri } from './uri.ts'

/** What checks need around a value. */
export interface Surroundings {
  readonly scope: Scope
  readonly findings: Findings
}

/** A check of one value at one place. */
export type Check = (value: unknown, place: Place, around: Surroundings) => void

/** Elements that one list of an event may hold. */
export const LIST_MAX = 100_000

/** As GS1's schema writes xs:dateTimeStamp: no hour 24, colons in the offset, a point before the fraction. */
const STRICT_TIME = /^\d{4}-\d{2}-\d{2}[Tt](?:[01]\d|2[0-3]):\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/
const OFFSET = /^[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00)$/

export function text(value: unknown, place: Place, { findings }: Surroundings): value is string {
  if (typeof value === 'string') return true
  findings.error(place, 'epcis-value-wrong')
  return false
}

export function uri(value: unknown, place: Place, around: Surroundings): value is string {
  if (!text(value, place, around)) return false
  if (isUri(value)) return true
  around.findings.error(place, 'epcis-uri-malformed', value)
  return false
}

/** A time, as milliseconds since 1970; null when it was found wrong. */
export function time(value: unknown, place: Place, around: Surroundings): number | null {
  if (!text(value, place, around)) return null
  const instant = value.length <= 64 && STRICT_TIME.test(value) ? readInstant(value) : null
  if (instant === null) around.findings.error(place, 'epcis-time-malformed', value)
  return instant
}

export const offset: Check = (value, place, around) => {
  if (text(value, place, around) && !OFFSET.test(value))
    around.findings.error(place, 'epcis-offset-malformed', value)
}

export function number(value: unknown, place: Place, { findings }: Surroundings): value is number {
  if (typeof value === 'number' && Number.isFinite(value)) return true
  findings.error(place, 'epcis-value-wrong')
  return false
}

export const boolean: Check = (value, place, { findings }) => {
  if (typeof value !== 'boolean') findings.error(place, 'epcis-value-wrong')
}

export const hexBinary: Check = (value, place, around) => {
  if (text(value, place, around) && !/^[A-Fa-f0-9]+$/.test(value))
    around.findings.error(place, 'epcis-value-wrong', value)
}

export function object(
  value: unknown,
  place: Place,
  { findings }: Surroundings,
): value is Record<string, unknown> {
  if (isRecord(value)) return true
  findings.error(place, 'epcis-value-wrong')
  return false
}

/** A list whose elements pass a check. */
export function listOf(
  check: Check,
  options: { unique?: 'error' | 'warning'; filled?: boolean } = {},
): Check {
  return (value, place, around) => {
    const { findings } = around
    if (!Array.isArray(value)) return findings.error(place, 'epcis-value-wrong')
    if (value.length > LIST_MAX) return findings.error(place, 'epcis-list-too-long')
    if (options.filled && value.length === 0) findings.error(place, 'epcis-list-empty')
    const seen = new Set<unknown>()
    for (const [i, element] of value.entries()) {
      const own = place.at(i)
      check(element, own, around)
      if (options.unique === undefined) continue
      if (seen.has(element)) {
        if (options.unique === 'error') findings.error(own, 'epcis-element-repeated', String(element))
        else findings.warn(own, 'epcis-element-repeated', String(element))
      }
      seen.add(element)
    }
  }
}

export const uris = listOf(uri)
