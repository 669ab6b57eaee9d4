import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { parseTrustFile } from '../../../core/evidence/trust.ts'
import {
  beginHistory,
  continueHistory,
  type MemberHistory,
  newestOf,
} from '../../../core/membership/member-history.ts'
import {
  claimedMembership,
  keyOf,
  type Membership,
  type MembershipPayload,
  type MembershipTrust,
  trustNamedBy,
} from '../../../core/membership/membership.ts'
import { readMembershipFile } from '../../../core/membership/membership-file.ts'
import { kidOf } from '../../../core/statement/statement.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import { MemberFolder, readPin, readText, writePin } from './member-folder.ts'

/**
 * The memberships of the organisation that a ledger serves. On its first start trust comes from `trust.json` beside the
 * membership file, or, without one, from the administrators that the membership names; it is pinned in the data folder,
 * and every later membership must follow the newest one, signed by as many of those whom it left in charge. A trust file
 * that says otherwise later on is refused, not believed: whoever can put a file beside the membership is not thereby an
 * administrator. A file that is older than what was taken changes nothing: a ledger never goes back. Throws
 * `ledger-trust-differs`, `ledger-membership-unreadable`, `trust-malformed`, `membership-…`; `membership-forked` `{org,
 * held, other}` when the file contradicts what was taken, which is kept as proof.
 */
export function loadOwnHistory(file: string, data: string): OwnHistory {
  const statements = readMembershipFile(readText(file))
  const folder = new MemberFolder(data)
  const beside = join(dirname(file), 'trust.json')
  const pin = join(data, 'administrators.json')
  const told = existsSync(beside) ? readTrust(beside) : null
  const { payload } = claimedMembership(statements)
  const kept = folder.read(folder.own() ?? payload.org)
  if (kept) refuseOtherLedger(newestOf(kept).payload, payload, data)
  if (existsSync(pin)) refuseOtherTrust(told, beside, pin, kept)
  if (kept === null) {
    const trust = existsSync(pin) ? readPin(pin) : (told ?? trustNamedBy(statements))
    const history = beginHistory(statements, trust, verifyEd25519)
    if (!existsSync(pin)) writePin(pin, trust)
    return { history, keep: () => folder.keepFirst(history) }
  }
  const continued = continueHistory(kept, statements, verifyEd25519)
  if (continued.kind === 'fork') {
    const { org } = payload
    const { held, other } = continued
    folder.keepFork(held, other)
    throw new BondmarkError('membership-forked', { org, held: held.head, other: other.head })
  }
  if (continued.kind === 'known') return { history: kept, keep: () => {} }
  folder.keep(continued.history)
  return { history: continued.history, keep: () => {} }
}

/** What a ledger knows of its own organisation. */
export interface OwnHistory {
  readonly history: MemberHistory
  /**
   * Makes the first membership the one that all others follow, once the ledger has found its own keys in it: until then the
   * administrators may hand over another, since a ledger's keys are made before they can be listed.
   */
  keep(): void
}

function refuseOtherLedger(kept: MembershipPayload, handed: MembershipPayload, data: string): void {
  if (kept.training !== handed.training)
    throw new BondmarkError('ledger-training-mismatch', {
      data,
      keys: kept.training ?? '-',
      membership: handed.training ?? '-',
    })
  if (kept.org !== handed.org)
    throw new BondmarkError('membership-other-organisation', { found: handed.org, expected: kept.org })
}

function refuseOtherTrust(
  told: MembershipTrust | null,
  trust: string,
  pin: string,
  kept: MemberHistory | null,
): void {
  const known = [readPin(pin), ...(kept ? [kept.next, ...kept.versions.map(({ by }) => by)] : [])]
  if (told !== null && !known.some((each) => isSameTrust(told, each)))
    throw new BondmarkError('ledger-trust-differs', { trust, pin })
}

/** The head in a trust file is for evidence; the membership a ledger serves may be newer. */
export function readTrust(file: string): MembershipTrust {
  const { administrators, threshold } = parseTrustFile(readText(file))
  return { administrators, threshold }
}

function isSameTrust(a: MembershipTrust, b: MembershipTrust): boolean {
  const keys = ({ administrators }: MembershipTrust) => [...new Set(administrators)].sort().join()
  return a.threshold === b.threshold && keys(a) === keys(b)
}

/**
 * The name under which a membership lists this key for this use: for a log, its origin. Throws `log-not-in-membership`
 * for a key that is not listed, or not so.
 */
export function listedName(membership: Membership, publicKey: Uint8Array, use: 'log' | 'witness'): string {
  const kid = kidOf(publicKey)
  const key = keyOf(membership, kid)
  if (key?.use !== use) throw new BondmarkError('log-not-in-membership', { kid, use })
  return key.name
}
