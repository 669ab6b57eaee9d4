import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { parseTrustFile } from '../../core/evidence/trust.ts'
import {
  keyOf,
  type Membership,
  type MembershipTrust,
  readMembership,
  trustNamedBy,
} from '../../core/membership/membership.ts'
import { readMembershipFile } from '../../core/membership/membership-file.ts'
import { publicKeyText } from '../../core/membership/membership-payload.ts'
import { kidOf } from '../../core/statement/statement.ts'
import { writeDurably } from '../../platform/files/write-durably.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'

/** Whose signatures make a membership, as it was when the ledger was first started. */
const pinFile = z.strictObject({
  format: z.literal('bondmark/administrators/1'),
  administrators: z.array(publicKeyText).min(1).max(64),
  threshold: z.int().min(1),
})

/**
 * The membership a ledger serves. On its first start trust comes from `trust.json` beside the membership file, or,
 * without one, from the administrators that the membership names; it is pinned in the data folder, and every later
 * membership must be signed by as many of these. A trust file that says otherwise later on is refused, not believed:
 * whoever can put a file beside the membership is not thereby an administrator. Throws `ledger-trust-differs`,
 * `ledger-membership-unreadable`, `trust-malformed`, `membership-…`.
 */
export function loadLedgerMembership(file: string, data: string): Membership {
  const statements = readMembershipFile(readText(file))
  const beside = join(dirname(file), 'trust.json')
  const pin = join(data, 'administrators.json')
  const told = existsSync(beside) ? readTrust(beside) : null
  if (existsSync(pin)) {
    const pinned = readPin(pin)
    if (told !== null && !isSameTrust(told, pinned))
      throw new BondmarkError('ledger-trust-differs', { trust: beside, pin })
    return readMembership(statements, pinned, verifyEd25519)
  }
  const trust = told ?? trustNamedBy(statements)
  const membership = readMembership(statements, trust, verifyEd25519)
  writeDurably(pin, `${JSON.stringify({ format: 'bondmark/administrators/1', ...trust }, null, 2)}\n`)
  return membership
}

/** The head in a trust file is for evidence; the membership a ledger serves may be newer. */
function readTrust(file: string): MembershipTrust {
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

function readPin(file: string): MembershipTrust {
  try {
    return pinFile.parse(JSON.parse(readText(file)))
  } catch (error) {
    if (error instanceof BondmarkError) throw error
    throw new BondmarkError(
      'ledger-membership-unreadable',
      { file, reason: 'not as written' },
      { cause: error },
    )
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unreadable'
    throw new BondmarkError('ledger-membership-unreadable', { file, reason }, { cause: error })
  }
}
