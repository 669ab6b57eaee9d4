import { fromBase64Url } from '../../../core/encoding/base64.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import type { Code } from '../../../core/errors/codes.ts'
import { readManifest } from '../../../core/evidence/manifest.ts'
import { whyMayNotState } from '../../../core/membership/may-state.ts'
import type { ListedKey, Membership } from '../../../core/membership/membership.ts'
import { checkLink } from '../../../core/statement/chain.ts'
import { contentTypes } from '../../../core/statement/content-types.ts'
import { readStatement, type Statement, ZERO_PREV } from '../../../core/statement/statement.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import { sha256Native } from '../../../platform/keys/sha256.ts'
import type { LogStore } from './log-store.ts'

/** Every key that an organisation lists or has listed, each as it was listed last. */
export type EverListed = ReadonlyMap<string, { readonly key: ListedKey; readonly membership: Membership }>

export function everListed(versions: readonly Membership[]): EverListed {
  return new Map(
    versions.flatMap((membership) =>
      membership.payload.keys.map((key) => [key.kid, { key, membership }] as const),
    ),
  )
}

type LogView = Pick<LogStore, 'headOf' | 'linkOf' | 'statementOf'>

/**
 * The entry that this log has had at `leaf`, read and checked against those before it as entry checked it then. Whether its key
 * still counted was decided then, before a checkpoint was signed, and is not judged again. Throws `statement-…`,
 * `ledger-recover-unlisted` `{leaf, kid}`, and as `ledger fsck` says it: `ledger-entry-twice`, `ledger-entry-forged`,
 * `ledger-entry-not-allowed`, `ledger-chain-broken`, `ledger-entry-malformed` `{where}`.
 */
export function checkRecovered(bytes: Uint8Array, leaf: number, log: LogView, listed: EverListed): Statement {
  const wrong = (code: Code): never => {
    throw new BondmarkError(code, { where: `leaf ${leaf}` })
  }
  const statement = readStatement(bytes, sha256Native)
  const { id, kid, prev } = statement
  if (log.linkOf(id) !== null) wrong('ledger-entry-twice')
  const signer = listed.get(kid)
  if (signer === undefined) throw new BondmarkError('ledger-recover-unlisted', { leaf, kid })
  if (!verifyEd25519(fromBase64Url(signer.key.key), statement.toBeSigned, statement.signature))
    wrong('ledger-entry-forged')
  if (whyMayNotState(signer.membership, signer.key, statement) !== null) wrong('ledger-entry-not-allowed')
  if (prev !== undefined) {
    const head = log.headOf(kid)
    const before = head === null && prev !== ZERO_PREV ? log.statementOf(prev) : head
    if (checkLink(before, statement) !== null) wrong('ledger-chain-broken')
  }
  if (statement.contentType === contentTypes.manifest && !isManifest(statement))
    wrong('ledger-entry-malformed')
  return statement
}

/**
 * Whether a manifest reads as one. What it names need not be what is logged: a batch of which something was refused has
 * left its manifest here, and nobody who can seal one must be able to keep a log from being brought back.
 */
function isManifest({ payload }: Statement): boolean {
  try {
    readManifest(payload)
    return true
  } catch (error) {
    if (error instanceof BondmarkError) return false
    throw error
  }
}
