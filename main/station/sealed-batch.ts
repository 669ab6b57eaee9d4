import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { TrustFile } from '../../core/evidence/trust.ts'
import type { Sign } from '../../core/statement/ed25519.ts'
import type { Batch } from '../store/batches.ts'
import type { StationContext } from './context.ts'

/** Keys that a station signs sessions with: its own, and by kid those of before a restore. */
export interface SessionSigners {
  readonly ctx: Pick<StationContext, 'store' | 'identity'>
  readonly trust: TrustFile
  readonly formerSigners: ReadonlyMap<string, Sign>
}

/**
 * A sealed batch as it leaves the station, the key whose chain it is, and the log it is for. Throws `batch-not-sealed`,
 * `key-unlisted`.
 */
export function sealedBatch({ n, manifest: place }: Batch, { ctx, trust, formerSigners }: SessionSigners) {
  const { store, identity } = ctx
  const statements = store.statementsOf(n)
  const manifest = statements.find((each) => each.n === place)
  const logVkey = trust.logs[0]
  if (!manifest || !logVkey) throw new BondmarkError('batch-not-sealed', { batch: n })
  const kid = statements.find((each) => each.n !== place)?.kid ?? identity.kid
  const sign = kid === identity.kid ? identity.sign : formerSigners.get(kid)
  if (!sign) throw new BondmarkError('key-unlisted', { kid })
  const batch = { n, statements: statements.filter((each) => each.n !== place), manifest }
  return { batch, identity: { kid, sign }, logVkey }
}

/** Throws `batch-missing-here`. */
export function batchNumbered(n: number, { store }: Pick<StationContext, 'store'>): Batch {
  const batch = store.batches.all().find((each) => each.n === n)
  if (!batch) throw new BondmarkError('batch-missing-here', { batch: n })
  return batch
}
