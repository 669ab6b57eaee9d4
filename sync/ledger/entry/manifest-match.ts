import { fromHex, toHex } from '../../../core/encoding/hex.ts'
import type { ManifestPayload } from '../../../core/evidence/manifest.ts'
import { leafHash, rootOf } from '../../../core/log/tree.ts'
import type { Statement } from '../../../core/statement/statement.ts'

/** A batch as it arrived, its statements in chain order. */
export interface ArrivedBatch {
  readonly station: string
  readonly kid: string
  readonly n: number
  readonly statements: readonly Pick<Statement, 'id' | 'seq'>[]
}

/** The first field in which a manifest does not say what arrived, or null when it says exactly that. */
export function manifestMismatch(
  manifest: ManifestPayload,
  batch: ArrivedBatch,
): keyof ManifestPayload | null {
  const { statements } = batch
  if (manifest.station !== batch.station) return 'station'
  if (manifest.kid !== batch.kid) return 'kid'
  if (manifest.batch !== batch.n) return 'batch'
  if (manifest.count !== statements.length) return 'count'
  if (manifest.firstSeq !== statements[0]?.seq) return 'firstSeq'
  if (manifest.lastSeq !== statements.at(-1)?.seq) return 'lastSeq'
  if (manifest.lastId !== statements.at(-1)?.id) return 'lastId'
  const root = rootOf(statements.map(({ id }) => leafHash(fromHex(id))))
  return toHex(root) === manifest.root ? null : 'root'
}
