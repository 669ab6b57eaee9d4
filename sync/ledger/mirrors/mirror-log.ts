import { equalBytes } from '../../../core/encoding/equal-bytes.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import type { Checkpoint } from '../../../core/log/checkpoint.ts'
import { cutTree, proveFork, rootsOfCut, writeForkProof } from '../../../core/log/fork-proof.ts'
import { rangeHash, rootFrom } from '../../../core/log/stored-tree.ts'
import { TILE_WIDTH } from '../../../core/log/tiles.ts'
import { verifyCheckpoint } from '../../../core/log/tlog-proof.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import type { LogReader } from '../log/log-reader.ts'
import type { MirrorStore } from './mirror-store.ts'

/** Whose log is mirrored, and when a checkpoint of it counts. */
export interface MirroredLog {
  readonly origin: string
  /** Its verifier keys: one, or the old and the new while it changes. */
  readonly vkeys: readonly string[]
  readonly witnessVkeys: readonly string[]
  readonly k: number
}

/**
 * Brings a mirror up to the log's newest checkpoint: its signature and k cosignatures, consistency with what is there by
 * hash tiles, then the entries, bundle by bundle and durably, and their root. Interrupted anywhere, the next call goes on
 * from there. Answers the size that is mirrored then.
 *
 * Throws `log-forked` `{origin}` when the log has signed two views that cannot both be true: the proof is kept and nothing of
 * the other view is taken. Throws `log-unreachable`, `log-answer-wrong`, `witnesses-missing`, and what `openNote` throws.
 */
export async function mirrorLog(
  log: MirroredLog,
  store: MirrorStore,
  reader: LogReader,
  goOn: () => boolean = () => true,
): Promise<number> {
  const note = await reader.checkpoint()
  if (note === null) return store.size()
  const { size, root } = openCheckpoint(log, note, 0)
  await refuseFork(log, note, store, reader)
  if (size <= store.size()) return store.size()
  openCheckpoint(log, note, log.k)
  while (store.taken() < size && goOn()) {
    const from = store.taken()
    const index = Math.floor(from / TILE_WIDTH)
    const bundle = await reader.entries(index, size)
    store.append(bundle.slice(from - index * TILE_WIDTH))
  }
  if (store.taken() < size) return store.size()
  if (!equalBytes(rootFrom(store.node, size), root)) {
    // The checkpoint is consistent, so what was served as its entries is not what the log has signed.
    store.discard()
    throw new BondmarkError('log-answer-wrong', {
      url: log.origin,
      reason: 'its entries do not lead to its checkpoint',
    })
  }
  store.addCheckpoint({ size, note })
  return size
}

/**
 * Compares a signed checkpoint, from the log itself or from anybody who mirrors it, with what is mirrored here. Returns when
 * both can be true. Throws `log-forked`, having kept the proof, and as `mirrorLog`.
 */
export async function refuseFork(
  log: MirroredLog,
  note: string,
  store: MirrorStore,
  reader: Pick<LogReader, 'cut'>,
): Promise<void> {
  const other = openCheckpoint(log, note, 0)
  const latest = store.latestCheckpoint()
  if (latest === null || latest.size === 0 || other.size === 0) return
  const hashes = await whyForked(other, latest.size, store, reader)
  if (hashes === null) return
  const proof = proveFork([latest.note, note], hashes, log.vkeys, verifyEd25519)
  if (proof === null)
    throw new BondmarkError('log-answer-wrong', {
      url: log.origin,
      reason: 'its tiles do not lead to its checkpoint',
    })
  store.keepFork(writeForkProof(proof))
  throw new BondmarkError('log-forked', { origin: log.origin })
}

/** Null when the two fit; else the hashes that show it, of whichever tree is larger. */
async function whyForked(
  other: Checkpoint,
  size: number,
  store: MirrorStore,
  reader: Pick<LogReader, 'cut'>,
): Promise<readonly Uint8Array[] | null> {
  if (other.size <= size) {
    if (equalBytes(rootFrom(store.node, other.size), other.root)) return null
    const own = (start: number, count: number) => rangeHash(store.node, start, count)
    return other.size === size ? [] : cutTree(own, other.size, size)
  }
  const hashes = await reader.cut(size, other.size)
  const roots = rootsOfCut(hashes, size, other.size)
  const fits =
    roots !== null && equalBytes(roots.new, other.root) && equalBytes(roots.old, rootFrom(store.node, size))
  return fits ? null : hashes
}

/** The checkpoint, signed by one of the log's keys and cosigned by k witnesses. */
function openCheckpoint({ vkeys, witnessVkeys }: MirroredLog, checkpoint: string, k: number): Checkpoint {
  let refusal: unknown
  for (const logVkey of vkeys) {
    try {
      return verifyCheckpoint({ checkpoint, logVkey, witnessVkeys, k, verify: verifyEd25519 })
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      refusal = error
    }
  }
  throw refusal
}
