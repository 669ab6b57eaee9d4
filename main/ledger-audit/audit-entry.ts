import { createHash } from 'node:crypto'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { Code } from '../../core/errors/codes.ts'
import { type ManifestPayload, readManifest } from '../../core/evidence/manifest.ts'
import { whyMayNotState } from '../../core/membership/may-state.ts'
import { whyKeyNotCountable } from '../../core/membership/revocation.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import { readStatement, type Statement, ZERO_PREV } from '../../core/statement/statement.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { TreeWalk } from '../ledger-fsck/tree-walk.ts'
import type { AuditStore } from './audit-store.ts'
import type { ListedKeys } from './listed-keys.ts'

/** When the entries at hand were logged, as cosignatures say (Unix seconds): after the one time, by the other. */
export interface LoggedBetween {
  readonly after: number | null
  readonly by: number | null
}

/**
 * Checks the entry at `leaf` by itself and against those before it, and remembers it: a statement in its one encoding, logged
 * once, of a listed key that may state this and signed it, the next in its key's chain. A manifest's statements are compared
 * with its root; where they are not what is logged it waits. What is wrong is a finding; that it cannot be shown that the key
 * still counted when the entry was logged, because it has ended since and the audit began after, is none and is remembered.
 */
export function auditEntry(
  bytes: Uint8Array,
  leaf: number,
  keys: ListedKeys,
  logged: LoggedBetween,
  store: AuditStore,
): void {
  const where = `leaf ${leaf}`
  const id = createHash('sha256').update(bytes).digest('hex')
  if (store.isKnown(id)) store.find('ledger-entry-twice', where)
  const statement = readOrNull(bytes)
  if (statement === null) {
    store.find('ledger-entry-malformed', where)
    store.add({ leaf, id, kid: null, seq: null, isShown: true })
    return
  }
  checkChain(statement, where, store)
  const isShown = checkKey(statement, where, keys, logged, store)
  store.add({ leaf, id, kid: statement.kid, seq: statement.seq ?? null, isShown })
  if (statement.contentType === contentTypes.manifest) auditManifest(statement, leaf, store)
}

/**
 * Compares a manifest with the statements that are logged of its run; once they are all there it waits no more. One that waits
 * says nothing of the log: what a batch had that could not be logged was refused, and its manifest names it all the same.
 */
export function auditManifest(statement: Statement, leaf: number, store: AuditStore): void {
  let manifest: ManifestPayload
  try {
    manifest = readManifest(statement.payload)
  } catch (error) {
    if (!(error instanceof BondmarkError)) throw error
    store.find('ledger-entry-malformed', `leaf ${leaf}`)
    store.setWaiting(leaf, false)
    return
  }
  const ids = store.idsOf(manifest.kid, manifest.firstSeq, manifest.lastSeq)
  const mayFit = ids.length === manifest.count && ids.at(-1) === manifest.lastId
  store.setWaiting(leaf, !(mayFit && rootOf(ids) === manifest.root))
}

function rootOf(ids: readonly string[]): string {
  const tree = new TreeWalk()
  for (const id of ids) tree.append(Buffer.from(id, 'hex'))
  return tree.root().toString('hex')
}

function checkChain({ kid, seq, prev }: Statement, where: string, store: AuditStore): void {
  if (seq === undefined || prev === undefined) return
  const head = store.headOf(kid)
  const follows =
    head === null
      ? seq === 1 && (prev === ZERO_PREV || store.isKnown(prev))
      : seq === head.seq + 1 && prev === head.id
  if (!follows) store.find('ledger-chain-broken', where)
}

/** Findings about the key; false when nothing shows that it still counted. */
function checkKey(
  statement: Statement,
  where: string,
  { newest, byKid }: ListedKeys,
  logged: LoggedBetween,
  store: AuditStore,
): boolean {
  const { kid, seq } = statement
  const listed = byKid.get(kid)
  if (listed === undefined) {
    store.find('ledger-entry-unlisted', where)
    return true
  }
  const { key, membership } = listed
  const publicKey = Buffer.from(key.key, 'base64url')
  if (!verifyEd25519(publicKey, statement.toBeSigned, statement.signature))
    store.find('ledger-entry-forged', where)
  if (whyMayNotState(membership, key, statement) !== null) store.find('ledger-entry-not-allowed', where)
  const revoked = newest.payload.revocations.find((each) => each.kid === kid)
  const time = { kid, from: key.from, until: key.until, revoked }
  const atLatest = whyKeyNotCountable(time, { seq, loggedBy: logged.by })
  if (atLatest === null) return true
  // Logged after a moment at which the key had ended already, or by one before it began: that is shown.
  const isWrong =
    atLatest.code === 'key-not-yet-valid' ||
    (logged.after !== null && whyKeyNotCountable(time, { seq, loggedBy: logged.after }) !== null)
  if (isWrong) store.find(codeOf(atLatest.code), where)
  return isWrong
}

const codeOf = (code: Code): Code =>
  code === 'key-not-yet-valid' ? 'ledger-entry-too-early' : 'ledger-entry-too-late'

function readOrNull(bytes: Uint8Array): Statement | null {
  try {
    return readStatement(bytes)
  } catch (error) {
    if (error instanceof BondmarkError) return null
    throw error
  }
}
