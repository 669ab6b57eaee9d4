import { formatCheckpoint } from '../../core/log/checkpoint.ts'
import { appendSignature, type NoteSigner, signNote } from '../../core/log/note.ts'
import type { LogStore, StoredCheckpoint } from './log-store.ts'
import { type Post, requestCosignature, type Witness } from './witness-client.ts'

/** Makes the log's checkpoints public. */
export interface Publisher {
  /** Publishes a checkpoint of everything logged so far, unless the newest already is one. */
  publish(): Promise<StoredCheckpoint | null>
}

/**
 * Signs a checkpoint of the log's present size, collects the cosignature of every witness, and stores it; one at a
 * time, since a log must never sign two views of itself. Entries whose checkpoint could not be cosigned stay logged
 * and are covered by the next one. Throws what `requestCosignature` throws.
 */
export function createPublisher(
  store: LogStore,
  signer: NoteSigner,
  witnesses: readonly Witness[],
  post: Post,
): Publisher {
  let running: Promise<unknown> = Promise.resolve()
  return {
    publish() {
      const next = running.then(() => publishOnce(store, signer, witnesses, post))
      // A failure is its own caller's; the next one begins anew.
      running = next.catch(() => undefined)
      return next
    },
  }
}

async function publishOnce(
  store: LogStore,
  signer: NoteSigner,
  witnesses: readonly Witness[],
  post: Post,
): Promise<StoredCheckpoint | null> {
  const latest = store.latestCheckpoint()
  const size = store.size()
  if (size === (latest?.size ?? 0)) return latest
  const text = formatCheckpoint({ origin: signer.name, size, root: store.root() })
  const signed = signNote(text, [signer])
  const lines = await Promise.all(
    witnesses.map((witness) =>
      requestCosignature(
        witness,
        { note: signed, text, size, node: store.node, lastSize: latest?.size ?? 0 },
        post,
      ),
    ),
  )
  const checkpoint = { size, note: lines.reduce(appendSignature, signed) }
  store.addCheckpoint(checkpoint)
  return checkpoint
}
