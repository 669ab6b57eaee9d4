import type { Failure } from '../errors/bondmark-error.ts'
import { contentTypes, type RecordName, recordNameOf } from '../statement/content-types.ts'
import type { Statement } from '../statement/statement.ts'
import { whyForeignIssuer } from './listed-issuer.ts'
import type { ListedKey, Membership } from './membership.ts'

/** Which roles of people sign which records. Whatever is not here, people do not sign. */
const recordsOfPeople: Readonly<Partial<Record<RecordName, readonly ListedKey['role'][]>>> = {
  manifest: ['supervisor', 'administrator'],
  membership: ['administrator'],
  'serial-delegation': ['administrator'],
  'serial-pool': ['administrator'],
  'template-approved': ['supervisor', 'administrator'],
  'template-retired': ['supervisor', 'administrator'],
  'catalogue-snapshot': ['administrator'],
  'publisher-trusted': ['supervisor', 'administrator'],
  'publisher-untrusted': ['supervisor', 'administrator'],
  'bonded-approved': ['supervisor', 'administrator'],
  'rules-approved': ['supervisor', 'administrator'],
  'rules-withdrawn': ['supervisor', 'administrator'],
  'inspection-result': ['inspector'],
  'inspection-ordered': ['supervisor', 'administrator'],
  'switching-approved': ['supervisor', 'administrator'],
  'release-overridden': ['supervisor', 'administrator'],
  'hold-lifted': ['supervisor', 'administrator'],
}

/** A log signs refusals, under a domain tag and never as a statement. */
const recordsOfNobody: readonly RecordName[] = ['refusal']

/**
 * Why a listed key may not have stated this, or null when it may: under its own name, what its use and role allow, and
 * at a place in a chain exactly when it is a station's. Signature, time and revocation are other questions.
 *
 * Codes: `key-may-not-state` `{kid, name, contentType}`, `statement-place-wrong` `{where}`, `issuer-foreign`
 * `{issuer, expected}`.
 */
export function whyMayNotState(
  membership: Pick<Membership, 'payload'>,
  key: ListedKey,
  { kid, issuer, contentType, seq }: Pick<Statement, 'kid' | 'issuer' | 'contentType' | 'seq'>,
): Failure | null {
  if (!mayState(key, contentType)) {
    return { code: 'key-may-not-state', detail: { kid, name: key.name, contentType } }
  }
  const foreign = whyForeignIssuer(membership, key, issuer)
  if (foreign !== null) return foreign
  if ((seq !== undefined) !== (key.use === 'station')) {
    return { code: 'statement-place-wrong', detail: { where: `${key.name}, ${contentType}` } }
  }
  return null
}

function mayState({ use, role }: ListedKey, contentType: string): boolean {
  const record = recordNameOf(contentType)
  const signers = record === null ? undefined : recordsOfPeople[record]
  if (use === 'person') return signers?.includes(role) ?? false
  if (use !== 'station') return false
  if (contentType === contentTypes.event) return true
  return record !== null && signers === undefined && !recordsOfNobody.includes(record)
}
