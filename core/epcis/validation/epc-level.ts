import { hasValidCheckDigit } from '../../gs1/check-digit.ts'
import { type LinkKey, readLinkKey } from '../constrained-link.ts'
import { epcUrnToLink } from '../epc-uri.ts'
import { type Check, uri } from './values.ts'

/**
 * What a URI identifies: one object (`instance`), a kind of them (`class`), something that is neither's key of GS1 and may
 * be anybody's own (`other`), or nothing, because it is not well-formed or its check digit is wrong.
 */
export type EpcLevel = 'instance' | 'class' | 'other' | 'malformed' | 'check-digit'

/** EPC schemes of others than GS1 (TDS 2.0 §6.3), whose parts are not judged. */
const OTHER_SCHEMES = /^urn:epc:(?:id|idpat):(?:gid|usdod|adi|bic|imovn):[^\s:]+$/

/** Digits at the start of a key that end in a check digit. */
const CHECKED_DIGITS: Readonly<Record<string, number>> = {
  '00': 18,
  '01': 14,
  '253': 13,
  '255': 13,
  '402': 17,
  '414': 13,
  '417': 13,
  '8003': 14,
  '8006': 14,
  '8017': 18,
  '8018': 18,
}
const QUALIFIER_LENGTH: Readonly<Record<string, number>> = {
  '10': 20,
  '21': 20,
  '235': 28,
  '254': 20,
  '8011': 12,
}

function levelOfKey({ ai, value, qualifier }: LinkKey): EpcLevel {
  if (qualifier !== null && qualifier.value.length > (QUALIFIER_LENGTH[qualifier.ai] ?? 0)) return 'malformed'
  if (qualifier?.ai === '8011' && !/^\d+$/.test(qualifier.value)) return 'malformed'
  const checked = CHECKED_DIGITS[ai]
  if (checked !== undefined && !hasValidCheckDigit(value.slice(0, checked))) return 'check-digit'
  switch (ai) {
    case '01':
      return qualifier?.ai === '21' || qualifier?.ai === '235' ? 'instance' : 'class'
    case '8006':
      return qualifier?.ai === '21' ? 'instance' : 'class'
    case '8010':
      return qualifier === null ? 'class' : 'instance'
    case '253':
    case '255':
      return value.length > 13 ? 'instance' : 'class'
    case '8003':
      return value.length > 14 ? 'instance' : 'class'
    case '8013':
      return 'class'
    case '414':
    case '417':
      return 'other'
    default:
      return 'instance'
  }
}

function levelOfUrn(urn: string): EpcLevel {
  if (OTHER_SCHEMES.test(urn)) return urn.startsWith('urn:epc:id:') ? 'instance' : 'class'
  const link = epcUrnToLink(urn)
  const key = link === null ? null : readLinkKey(link)
  if (key === null) return 'malformed'
  const level = levelOfKey(key)
  if (level === 'malformed') return level
  return urn.startsWith('urn:epc:id:') ? 'instance' : 'class'
}

/** What a URI identifies, by its own looks: EPC URNs and GS1 Digital Links of any domain are read, others are others'. */
export function epcLevel(text: string): EpcLevel {
  if (text.startsWith('urn:epc:')) return levelOfUrn(text)
  const key = readLinkKey(text)
  if (key !== null) return levelOfKey(key)
  return /^https?:\/\/id\.gs1\.org(?:\/|$)/i.test(text) ? 'malformed' : 'other'
}

function epc(refused: EpcLevel | null): Check {
  return (value, place, around) => {
    if (!uri(value, place, around)) return
    const level = epcLevel(value)
    if (level === 'malformed') around.findings.error(place, 'epcis-epc-malformed', value)
    else if (level === 'check-digit') around.findings.error(place, 'epcis-check-digit-wrong', value)
    else if (level === refused) {
      around.findings.error(
        place,
        level === 'class' ? 'epcis-epc-not-instance' : 'epcis-epc-not-class',
        value,
      )
    }
  }
}

/** An EPC of one object: URN, Digital Link, or a URI of somebody's own. */
export const instanceEpc = epc('class')
/** The EPC class of a quantity. */
export const classEpc = epc('instance')
/** A URI that, where it is a GS1 key, is a well-formed one: places, parties, documents, devices. */
export const anyEpc = epc(null)
