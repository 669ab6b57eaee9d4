import { equalBytes } from '../../../core/encoding/equal-bytes.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { formatCheckpoint, parseCheckpoint, parseCount } from '../../../core/log/checkpoint.ts'
import { type NoteSigner, openNote, signNote } from '../../../core/log/note.ts'
import { rootFrom } from '../../../core/log/stored-tree.ts'
import { emptyRoot } from '../../../core/log/tree-hash.ts'
import { formatVkey, noteSignatureTypes } from '../../../core/log/vkey.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import type { Post, Witness } from '../witness/witness-client.ts'
import { formatWitnessRequest } from '../witness/witness-request.ts'
import type { LogStore } from './log-store.ts'

type Log = Pick<LogStore, 'size' | 'node' | 'latestCheckpoint'>

/** Who may know how far a log had come. */
export interface Rememberers {
  readonly witnesses: readonly Witness[]
  readonly post: Post
  /** Base addresses where the log's newest checkpoint is served: mirrors, static copies. */
  readonly copies: readonly string[]
  /** The text of a page. Rejects when there is none. */
  readonly get: (url: string) => Promise<string>
  /** How many of the witnesses must have answered; without it anybody's answer is enough. */
  readonly needed?: number
}

/**
 * Asks, before a log signs anything, whether somebody has seen more of it than it holds: a folder that was restored from
 * a backup, or a disk that lost its end, must not sign a smaller or another tree (RFC 6962 §2.1, C2SP tlog-witness).
 * Nothing new is signed to ask: witnesses get the newest checkpoint that is public already, or that of the empty tree,
 * which contradicts none. What they answer is not proven, and believed: a witness that lies can stop this log, in its
 * own name, which is in the failure. Throws `log-rolled-back` `{who, size, known}`, `log-view-differs` `{who, size}`,
 * `witness-unreachable` when nobody answered, and `witnesses-missing` `{found, needed}` when too few did.
 */
export async function confirmNotRolledBack(log: Log, signer: NoteSigner, asked: Rememberers): Promise<void> {
  const answers = await Promise.allSettled([
    ...asked.witnesses.map((witness) => askWitness(log, signer, witness, asked.post)),
    ...asked.copies.map((url) => askCopy(log, signer, url, asked.get)),
  ])
  for (const answer of answers)
    if (answer.status === 'rejected' && isRollback(answer.reason)) throw answer.reason
  const { needed = 0 } = asked
  const found = answers.slice(0, asked.witnesses.length).filter(({ status }) => status === 'fulfilled').length
  if (found < needed) throw new BondmarkError('witnesses-missing', { found, needed })
  if (answers.length === 0 || answers.some(({ status }) => status === 'fulfilled')) return
  const [first] = answers
  const reason = first?.status === 'rejected' && first.reason instanceof Error ? first.reason.message : ''
  const url = asked.witnesses[0]?.url ?? asked.copies[0] ?? ''
  throw new BondmarkError('witness-unreachable', { url, reason: reason.slice(0, 200) })
}

/** Whether a failure says that others have seen more of this log, or another one, or that nobody could be asked. */
export const isRollback = (error: unknown): boolean =>
  error instanceof BondmarkError && rollbacks.has(error.code)

const rollbacks = new Set<string>(['log-rolled-back', 'log-view-differs', 'ledger-restored-unconfirmed'])

async function askWitness(log: Log, signer: NoteSigner, { url }: Witness, post: Post): Promise<void> {
  const latest = log.latestCheckpoint()
  const empty = formatCheckpoint({ origin: signer.name, size: 0, root: emptyRoot() })
  const { size, note } = latest ?? { size: 0, note: signNote(empty, [signer]) }
  const body = formatWitnessRequest({ oldSize: size, proof: [], checkpoint: note })
  const { status, body: said } = await post(`${url}/add-checkpoint`, body)
  if (status === 200) return
  const known = status === 409 ? parseCount(said.trimEnd()) : null
  if (known === null) throw new BondmarkError('witness-refused', { url, status })
  if (known > size) throw new BondmarkError('log-rolled-back', { who: url, size: log.size(), known })
  // It is at this very size and does not take the checkpoint: its root is another one.
  if (known === size && size > 0) throw new BondmarkError('log-view-differs', { who: url, size })
}

async function askCopy(log: Log, signer: NoteSigner, url: string, get: Rememberers['get']): Promise<void> {
  const note = await get(`${url.replace(/\/$/, '')}/checkpoint`)
  const vkey = formatVkey(signer.name, noteSignatureTypes.ed25519, signer.publicKey)
  const { size, root, origin } = parseCheckpoint(openNote(note, [vkey], verifyEd25519).text)
  if (origin !== signer.name) throw new BondmarkError('witness-refused', { url, status: 200 })
  if (size > log.size())
    throw new BondmarkError('log-rolled-back', { who: url, size: log.size(), known: size })
  if (!equalBytes(rootFrom(log.node, size), root))
    throw new BondmarkError('log-view-differs', { who: url, size })
}

/** `confirm`, until it has settled for good: until then each attempt asks again. */
export function confirmOnce(confirm: () => Promise<void>): () => Promise<void> {
  let confirmed: Promise<void> | null = null
  return () => {
    confirmed ??= confirm().catch((error: unknown) => {
      // Who was not reached may be later. Who has seen more has seen it for good.
      if (!isRollback(error)) confirmed = null
      throw error
    })
    return confirmed
  }
}
