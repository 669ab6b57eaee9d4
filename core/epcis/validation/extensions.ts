import { isRecord } from '../json-shape.ts'
import type { Place } from './finding.ts'
import { isUri } from './uri.ts'
import { LIST_MAX, type Surroundings } from './values.ts'

/** Levels of nesting below an extension. */
const DEPTH_MAX = 32

/** Schemes that make a key a full URI; anything else before a colon is a prefix that a context must define. */
const FULL_URI = /^(?:https?:\/\/|urn:|ni:|tag:|did:)/

/** A key from another namespace: a full URI, or a CURIE whose prefix is defined. False when it is no such key at all. */
export function extensionKey(key: string, place: Place, { scope, findings }: Surroundings): boolean {
  const colon = key.indexOf(':')
  if (colon <= 0 || !isUri(key)) return false
  if (FULL_URI.test(key)) return true
  const prefix = key.slice(0, colon)
  if (scope.prefixes.has(prefix)) return true
  if (scope.hasUnknown) findings.warn(place, 'epcis-prefix-unresolved', prefix)
  else findings.error(place, 'epcis-prefix-undefined', prefix)
  return true
}

/** What stands under an extension's key: anything, in bounds; keys with a prefix must have it defined. */
export function extensionValue(value: unknown, place: Place, around: Surroundings, depth = 1): void {
  const { findings } = around
  if (depth > DEPTH_MAX) findings.error(place, 'epcis-too-deep')
  else if (Array.isArray(value)) {
    if (value.length > LIST_MAX) findings.error(place, 'epcis-list-too-long')
    else for (const [i, element] of value.entries()) extensionValue(element, place.at(i), around, depth + 1)
  } else if (isRecord(value)) {
    for (const [key, inner] of Object.entries(value)) {
      const own = place.at(key)
      if (key.includes(':') && !extensionKey(key, own, around))
        findings.error(own, 'epcis-uri-malformed', key)
      extensionValue(inner, own, around, depth + 1)
    }
  } else if (typeof value === 'number' && !Number.isFinite(value)) {
    findings.error(place, 'epcis-value-wrong')
  }
}
