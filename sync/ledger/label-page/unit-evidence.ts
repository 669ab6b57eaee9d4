import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { isManifest } from '../../../core/evidence/check-order.ts'
import { encodeEvidence } from '../../../core/evidence/evidence.ts'
import { covers, type ManifestPayload, readManifest } from '../../../core/evidence/manifest.ts'
import { exactTlogProof } from '../../../core/log/tlog-proof.ts'
import type { Membership } from '../../../core/membership/membership.ts'
import { parseIssuer } from '../../../core/statement/issuer.ts'
import type { Statement } from '../../../core/statement/statement.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import { receiptsOf } from '../log/receipts.ts'
import type { ListedKeys } from './listed-keys.ts'
import type { RecordSource } from './told.ts'
import type { UnitRecord } from './unit-record.ts'

/** A batch's manifest is logged behind its statements; what other stations bring meanwhile may stand between. */
const MANIFEST_WITHIN_MAX = 20_000

/** Whether all that is told of a unit is one member's, in this ledger's own log: an evidence file has one membership. */
export function canProveAlone({ timeline, more }: UnitRecord, ownOrigin: string): boolean {
  const [first] = timeline
  if (first === undefined || more || first.source.origin !== ownOrigin) return false
  const org = parseIssuer(first.statement.issuer)?.org
  return timeline.every(
    ({ source, statement }) => source === first.source && parseIssuer(statement.issuer)?.org === org,
  )
}

/**
 * A unit's evidence file (`bondmark/evidence/1`, as `bondmark evidence` writes it): the newest membership of the member, all
 * that is told of the unit in the log's order, the manifests of the batches, and a proof of each. Null where
 * that is not to be had: statements of several members, a manifest or a cosignature that is not there.
 */
export function evidenceOf(
  record: UnitRecord,
  memberships: readonly Membership[],
  keys: ListedKeys,
  witnessesNeeded: number,
): Uint8Array | null {
  const [first] = record.timeline
  if (first === undefined || !canProveAlone(record, first.source.origin)) return null
  const { source } = first
  const membership = newestOf(memberships, parseIssuer(first.statement.issuer)?.org)
  const logVkey = keys.logs.get(source.origin)
  if (membership === null || logVkey === undefined) return null
  const statements = record.timeline
    .toSorted((a, b) => a.leaf - b.leaf)
    .map(({ statement, leaf }) => ({ statement, leaf }))
  const manifests = manifestsOf(source, statements)
  if (manifests === null) return null
  const all = [...statements.map(({ statement }) => statement), ...manifests]
  const lines = { logVkey, witnessVkeys: keys.witnesses, k: witnessesNeeded, verify: verifyEd25519 }
  try {
    const receipts = receiptsOf(
      source.log,
      all.map(({ id }) => id),
    )
    const proofs = receipts.map(({ proof }, i) =>
      exactTlogProof({ ...lines, proof, leaf: all[i]?.bytes ?? new Uint8Array() }),
    )
    return encodeEvidence({
      membership: membership.statements,
      statements: all.map(({ bytes }) => bytes),
      proofs,
    })
  } catch (error) {
    if (error instanceof BondmarkError) return null
    throw error
  }
}

/** Of a member's versions the one that no other names as the one before it. */
function newestOf(memberships: readonly Membership[], org: string | undefined): Membership | null {
  const named = new Set(memberships.map(({ payload }) => payload.previous))
  return memberships.find(({ payload, head }) => payload.org === org && !named.has(head)) ?? null
}

/** The manifests that seal these statements, in the log's order; null when one is not found. */
function manifestsOf(
  { log }: RecordSource,
  statements: readonly { readonly statement: Statement; readonly leaf: number }[],
): Statement[] | null {
  const found = new Map<string, { readonly statement: Statement; readonly payload: ManifestPayload }>()
  for (const { statement, leaf } of statements) {
    if (isManifest(statement) || [...found.values()].some(({ payload }) => covers(payload, statement)))
      continue
    const manifest = log
      .manifestsBehind(leaf, MANIFEST_WITHIN_MAX)
      .map((each) => ({ statement: each, payload: readManifest(each.payload) }))
      .find(({ payload }) => covers(payload, statement))
    // Logged, and no checkpoint covers it yet: then it has no proof.
    const place = manifest === undefined ? null : log.leafOf(manifest.statement.id)
    if (place === null || log.checkpointCovering(place) === null) return null
    if (manifest === undefined) return null
    found.set(manifest.statement.id, manifest)
  }
  return [...found.values()].map(({ statement }) => statement)
}
