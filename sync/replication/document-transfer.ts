import {
  clone,
  decodeSyncMessage,
  generateSyncMessage,
  getHeads,
  initSyncState,
  receiveSyncMessage,
} from '@automerge/automerge'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type EvidenceDoc, emptyEvidence } from '../documents/evidence-document.ts'
import { checkChanges, type DocumentLaw } from '../documents/gate.ts'

/** Rounds of the sync protocol; a document sent whole takes three. */
const ROUNDS_MAX = 256

/** What a transfer needs of a session: sync messages of this one document. */
export interface DocumentChannel {
  send(syncMessage: Uint8Array): void
  /** The other side's next sync message, or null when it has said something else: it has what it wanted. */
  receive(): Promise<Uint8Array | null>
}

/** Answers the other side's sync messages until it says something else. The document itself does not change. */
export async function offerDocument(doc: EvidenceDoc, channel: DocumentChannel): Promise<void> {
  const own = getHeads(doc)
  let state = initSyncState()
  let current = doc
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const [generated, message] = generateSyncMessage(current, state)
    state = generated
    if (message) channel.send(message)
    const answer = await channel.receive()
    if (answer === null) return
    refuseChanges(answer)
    ;[current, state] = receiveSyncMessage(current, state, answer)
    if (!sameHeads(getHeads(current), own))
      throw new BondmarkError('session-protocol', { reason: 'own document' })
  }
  throw new BondmarkError('session-protocol', { reason: 'endless sync' })
}

/**
 * Takes a document until it has the announced `heads`. Sync messages can't be filtered, so each goes into a clone,
 * and the clone is trusted only when the gate finds every change in it lawful. Throws the gate's refusal.
 */
export async function takeDocument(
  heads: readonly string[],
  law: DocumentLaw,
  channel: DocumentChannel,
): Promise<EvidenceDoc> {
  let trusted = emptyEvidence()
  let state = initSyncState()
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    if (sameHeads(getHeads(trusted), heads)) return trusted
    const incoming = await channel.receive()
    if (incoming === null) throw new BondmarkError('session-protocol', { reason: 'document not complete' })
    const candidate = receiveInto(clone(trusted, { actor: '00' }), state, incoming, law)
    const unlawful = checkChanges(trusted, candidate.doc, law)
    if (unlawful) throw new BondmarkError(unlawful.failure.code, unlawful.failure.detail)
    trusted = candidate.doc
    const [generated, message] = generateSyncMessage(trusted, candidate.state)
    state = generated
    if (message) channel.send(message)
  }
  throw new BondmarkError('session-protocol', { reason: 'endless sync' })
}

function receiveInto(
  doc: EvidenceDoc,
  state: ReturnType<typeof initSyncState>,
  syncMessage: Uint8Array,
  law: DocumentLaw,
) {
  try {
    const [received, next] = receiveSyncMessage(doc, state, syncMessage)
    return { doc: received, state: next }
  } catch (error) {
    throw malformed(law.document, error)
  }
}

/** A reader of a document has nothing to add to it. */
function refuseChanges(syncMessage: Uint8Array): void {
  let changes: number
  try {
    changes = decodeSyncMessage(syncMessage).changes.length
  } catch (error) {
    throw malformed('sync', error)
  }
  if (changes > 0) throw new BondmarkError('session-protocol', { reason: 'changes from a reader' })
}

function malformed(document: string, error: unknown): BondmarkError {
  // How Automerge ends when it may have no more memory: most often it stops dead, a WebAssembly.RuntimeError.
  if (error instanceof Error && (error.name === 'RuntimeError' || /\bout of memory$/.test(error.message)))
    return new BondmarkError('document-too-costly', { document }, { cause: error })
  // Automerge's own words for bytes it can't read; they may be long.
  const reason = String(error instanceof Error ? error.message : error).slice(0, 120)
  return new BondmarkError('document-malformed', { document, reason }, { cause: error })
}

function sameHeads(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && [...a].sort().every((head, index) => head === [...b].sort()[index])
}
