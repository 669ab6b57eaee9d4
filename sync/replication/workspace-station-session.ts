import { clone, getHeads, getLastLocalChange } from '@automerge/automerge'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { Timers } from '../../platform/clock/timers.ts'
import type { RandomBytes } from '../../platform/keys/random-bytes.ts'
import {
  ACTOR_DRAWN_BYTES,
  emptyWorkspace,
  loadWorkspace,
  readWorkspace,
  type StationTallies,
  type WorkspaceContent,
  type WorkspaceDoc,
  workspaceActor,
  writeTallies,
} from '../documents/workspace-document.ts'
import type { Connect } from './connect.ts'
import { documentTags, readFrames, type SessionFrames } from './session-frames.ts'
import { type LedgerMessage, ledgerMessage } from './session-message.ts'
import { openSession } from './station-handshake.ts'
import { type SharingStation, WORKSPACE_BYTES_MAX } from './workspace-message.ts'

/** What a station has to share, as plain data that crosses to another process. */
export interface ShareTask {
  readonly url: string
  /** The station's issuer URI. */
  readonly station: string
  readonly kid: string
  /** GLN. */
  readonly warehouse: string
  readonly logVkey: string
  readonly silenceMsMax: number
  /** Null: a station that has stated nothing only looks. */
  readonly said: Omit<StationTallies, 'kid'> | null
  /** Heads of the document as it was read last, when there is nothing new to say; empty otherwise. */
  readonly known: readonly string[]
}

/** What the warehouse's stations have said, by the ledger's document. */
export interface Shared {
  readonly document: string
  readonly heads: readonly string[]
  readonly stations: readonly SharingStation[]
  /** By the ledger's clock, as `heardAt` of the stations is. */
  readonly now: string
  /** Null: as it was read last. */
  readonly content: WorkspaceContent | null
  /** Why the ledger did not take what this station had to say; what the others say is read all the same. */
  readonly notTaken: Failure | null
}

export interface ShareOutside {
  readonly sign: (message: Uint8Array) => Promise<Uint8Array>
  readonly connect: Connect
  readonly timers: Timers
  readonly randomBytes: RandomBytes
}

/**
 * A station's side of a workspace session: takes the warehouse's document as it is now, writes into it what its own
 * store says where that differs, and sends that one change. It keeps no replica, so there is none to be lost, restored
 * or doubled: what it says comes from its store each time. Throws BondmarkError: `ledger-…`, `session-…`, `document-…`.
 */
export async function shareTallies(task: ShareTask, outside: ShareOutside): Promise<Shared> {
  const connection = await outside.connect(task.url)
  const frames = readFrames(connection.socket, {
    schema: ledgerMessage,
    messageBytesMax: 128 * 1024,
    silenceMsMax: task.silenceMsMax,
    timers: outside.timers,
  })
  try {
    await openSession({ ...task, wants: 'workspace' }, frames, outside)
    frames.send({ type: 'share', warehouse: task.warehouse, known: [...task.known] })
    const { document, heads, bytes, stations, now } = await frames.expect('shared', 'share')
    const isKnown = bytes === 0 && task.known.length > 0
    if (isKnown) {
      frames.send({ type: 'done' })
      return { document, heads, stations, now, content: null, notTaken: null }
    }
    const doc = await takeDocument(frames, document, bytes)
    const told = await tell(frames, doc, document, task, outside.randomBytes)
    return {
      document,
      heads: getHeads(told.doc),
      stations,
      now,
      content: readWorkspace(told.doc),
      notTaken: told.notTaken,
    }
  } catch (error) {
    if (error instanceof BondmarkError) frames.end(error.toFailure())
    throw error
  } finally {
    await connection.close()
  }
}

async function takeDocument(
  frames: SessionFrames<LedgerMessage>,
  document: string,
  bytes: number,
): Promise<WorkspaceDoc> {
  if (bytes === 0) return emptyWorkspace()
  const frame = await frames.next('share')
  const isDocument = frame.kind === 'document' && frame.tag === documentTags.workspace
  if (!isDocument || frame.syncMessage.length !== bytes || bytes > WORKSPACE_BYTES_MAX)
    throw new BondmarkError('session-protocol', { reason: 'expected the document' })
  try {
    return loadWorkspace(frame.syncMessage)
  } catch (error) {
    const reason = String(error instanceof Error ? error.message : error).slice(0, 120)
    throw new BondmarkError('document-malformed', { document, reason }, { cause: error })
  }
}

async function tell(
  frames: SessionFrames<LedgerMessage>,
  doc: WorkspaceDoc,
  document: string,
  { kid, said }: ShareTask,
  randomBytes: RandomBytes,
): Promise<{ doc: WorkspaceDoc; notTaken: Shared['notTaken'] }> {
  const actor = workspaceActor(document, kid, randomBytes(ACTOR_DRAWN_BYTES))
  const written = said && writeTallies(clone(doc, { actor }), { kid, ...said })
  const change = written && getLastLocalChange(written)
  if (!written || !change) {
    frames.send({ type: 'done' })
    return { doc, notTaken: null }
  }
  frames.send({ type: 'tallies', bytes: change.length })
  await frames.sendDocument(documentTags.workspace, change)
  try {
    await frames.expect('kept', 'share')
  } catch (error) {
    if (!(error instanceof BondmarkError) || isOfSession(error)) throw error
    return { doc, notTaken: error.toFailure() }
  }
  frames.send({ type: 'done' })
  return { doc: written, notTaken: null }
}

/** The session broke; anything else is the ledger's answer to what was told. */
const isOfSession = ({ code }: BondmarkError): boolean =>
  code.startsWith('session-') || code.startsWith('ledger-')
