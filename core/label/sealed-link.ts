import { fromBase64Url } from '../encoding/base64.ts'
import { BondmarkError, type Failure } from '../errors/bondmark-error.ts'
import { isSerial } from './serial.ts'

export const HINT_BYTES = 4
export const SIGNATURE_BYTES = 64
/** base64url of hint and signature: what `s=` carries */
const SEAL_SYMBOLS = Math.ceil(((HINT_BYTES + SIGNATURE_BYTES) * 4) / 3)
const MAX_LINK_LENGTH = 512
const SCHEME = 'https://'

const hostLabel = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const hostShape = new RegExp(`^(?=.{1,253}$)${hostLabel}(?:\\.${hostLabel})+$`)

/** Whether a text can be the resolver host of a label: a domain name in lower case, no port, no user. */
export const isResolverHost = (text: string): boolean => hostShape.test(text)

/** What of a sealed link cannot be read; `seal-part-*` has the words. */
type SealPart =
  | 'length'
  | 'characters'
  | 'scheme'
  | 'host'
  | 'fragment'
  | 'path'
  | 'gtin'
  | 'serial'
  | 'query'
  | 'seal-length'
  | 'seal-symbols'

/** A sealed link taken apart; nothing is verified yet. */
export interface SealedLinkParts {
  readonly host: string
  readonly gtin: string
  readonly serial: string
  readonly hint: Uint8Array
  readonly signature: Uint8Array
}

/**
 * Takes a sealed link apart, strictly: one spelling, exactly one parameter, in the order of `docs/formats/label-seal.md`.
 * Codes: `seal-missing` (a unit's link without a seal), `seal-malformed` `{part}`.
 */
export function parseSealedLink(text: string): SealedLinkParts | Failure {
  if (text.length > MAX_LINK_LENGTH) return malformed('length')
  if (/[^!-~]/.test(text)) return malformed('characters')
  if (!text.startsWith(SCHEME)) return malformed('scheme')
  if (text.includes('#')) return malformed('fragment')
  const question = text.indexOf('?')
  const [host = '', ...path] = text.slice(SCHEME.length, question < 0 ? text.length : question).split('/')
  if (!isResolverHost(host)) return malformed('host')
  const [first, gtin = '', second, serial = ''] = path
  if (path.length !== 4 || first !== '01' || second !== '21') return malformed('path')
  if (!/^[0-9]{14}$/.test(gtin)) return malformed('gtin')
  if (!isSerial(serial)) return malformed('serial')
  const seal = sealIn(question < 0 ? '' : text.slice(question + 1))
  return 'code' in seal ? seal : { host, gtin, serial, ...seal }
}

function sealIn(query: string): Pick<SealedLinkParts, 'hint' | 'signature'> | Failure {
  if (!/(?:^|&)s=/.test(query)) return { code: 'seal-missing', detail: {} }
  if (!query.startsWith('s=') || query.includes('&')) return malformed('query')
  const symbols = query.slice('s='.length)
  if (symbols.length !== SEAL_SYMBOLS) return malformed('seal-length')
  try {
    const bytes = fromBase64Url(symbols)
    return { hint: bytes.subarray(0, HINT_BYTES), signature: bytes.subarray(HINT_BYTES) }
  } catch (error) {
    if (error instanceof BondmarkError) return malformed('seal-symbols')
    throw error
  }
}

function malformed(part: SealPart): Failure {
  return { code: 'seal-malformed', detail: { part } }
}
