import type { Failure } from '../errors/bondmark-error.ts'
import { contentTypes } from '../statement/content-types.ts'
import { keyRotation } from '../statement/handover.ts'
import type { Statement } from '../statement/statement.ts'
import { covers, type ManifestPayload, whyDiffers } from './manifest.ts'

/** A manifest among the statements of evidence. */
export interface SealedRun {
  readonly statement: Statement
  readonly payload: ManifestPayload
}

/**
 * Why a statement does not stand where it should among the others, or null. A unit's statements are a selection of
 * chains: each key's places ascend, neighbours are linked, and each is covered by a manifest. The manifests come last,
 * and each seals at least one of the statements.
 *
 * Codes: `evidence-order` `{at}`, `chain-ended` `{kid, seq}`, `chain-broken` `{kid, seq}`, `manifest-missing`,
 * `manifest-differs` `{batch}`.
 */
export function whyMisplaced(
  statements: readonly Statement[],
  at: number,
  runs: readonly SealedRun[],
): Failure | null {
  const statement = statements[at]
  if (statement === undefined) return null
  const before = statements.slice(0, at)
  const disorder: Failure = { code: 'evidence-order', detail: { at } }
  if (before.some(({ id }) => id === statement.id)) return disorder
  return isManifest(statement)
    ? whyManifestMisplaced(statement, statements, at, runs, disorder)
    : whyLinkMisplaced(statement, before, runs, disorder)
}

function whyLinkMisplaced(
  statement: Statement,
  before: readonly Statement[],
  runs: readonly SealedRun[],
  disorder: Failure,
): Failure | null {
  const { kid, seq = 0, prev } = statement
  if (before.some(isManifest)) return disorder
  const previous = before.findLast((other) => other.kid === kid)
  const previousSeq = previous?.seq ?? 0
  if (seq <= previousSeq) return disorder
  if (previous?.contentType === keyRotation) return { code: 'chain-ended', detail: { kid, seq } }
  if (previous !== undefined && seq === previousSeq + 1 && prev !== previous.id) {
    return { code: 'chain-broken', detail: { kid, seq } }
  }
  const sealed = runs.filter(({ payload }) => covers(payload, statement))
  const [run] = sealed
  if (run === undefined) return { code: 'manifest-missing', detail: {} }
  if (sealed.length > 1) return { code: 'manifest-differs', detail: { batch: run.payload.batch } }
  return whyDiffers(run.payload, statement)
}

function whyManifestMisplaced(
  statement: Statement,
  statements: readonly Statement[],
  at: number,
  runs: readonly SealedRun[],
  disorder: Failure,
): Failure | null {
  const run = runs.find((other) => other.statement === statement)
  if (run === undefined || !statements.slice(at).every(isManifest)) return disorder
  const isNeeded = statements.some((other) => covers(run.payload, other))
  return isNeeded ? null : { code: 'manifest-differs', detail: { batch: run.payload.batch } }
}

export const isManifest = ({ contentType }: Statement) => contentType === contentTypes.manifest
