import { getHeads } from '@automerge/automerge'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { Timers } from '../../platform/clock/timers.ts'
import { cutDocument, joinDocument } from '../documents/document-frames.ts'
import { receiptsDocumentName } from '../documents/document-names.ts'
import { DocumentFrozenError, documentRefusalBytes, refusalReason } from '../documents/document-refusal.ts'
import type { EvidenceDoc } from '../documents/evidence-document.ts'
import type { Unlawful } from '../documents/gate.ts'
import {
  type Receipt,
  readReceiptsDocument,
  receiptsLaw,
  writeReceiptsDocument,
} from '../documents/receipts-document.ts'
import { readDocument } from './document-transfer.ts'
import { documentTags, type SessionFrames } from './session-frames.ts'
import { frozenMessage, type LedgerMessage } from './session-message.ts'
import type { LogIdentity } from './station-handshake.ts'

/** Frames of a receipts document in all: 5,001 proofs are about 2 MB. */
const RECEIPTS_BYTES_MAX = 64 * 1024 * 1024
/** How much time may lie between receipts that are at hand, checked and handed on, and those that still come. */
const HAND_ON_MS = 2_000

/** The receipts document of one batch, as the station has it before it is sent more of it. */
export interface KnownReceipts {
  readonly heads: readonly string[]
  readonly doc: EvidenceDoc | null
}

export function knownReceipts(
  log: LogIdentity,
  document: string,
  receipts: readonly Receipt[],
): KnownReceipts {
  if (receipts.length === 0) return { heads: [], doc: null }
  const doc = writeReceiptsDocument(log.kid, document, receipts)
  return { heads: getHeads(doc), doc }
}

export interface ReceiptsTask {
  readonly log: LogIdentity
  readonly kid: string
  /** Name of the batch's document. */
  readonly document: string
  readonly statements: number
  readonly known: KnownReceipts
  /** What the ledger says that the document ends with. */
  readonly heads: readonly string[]
}

interface ReceiptsOutside {
  readonly timers: Timers
  readonly sign: (message: Uint8Array) => Promise<Uint8Array>
  /** Gets what is at hand when the rest is long in coming, or does not come. */
  readonly onArrived: (proofs: Map<string, string>) => void
}

/**
 * Takes the rest of a receipts document and lets it through the gate. What has come goes to `onArrived` every two
 * seconds, and when the session breaks off, so that nothing of it has to come again. A document that is not lawful is
 * frozen with the station's own signed word, which the ledger is told. Throws DocumentFrozenError, `session-…`,
 * `document-…`.
 */
export async function takeReceipts(
  frames: SessionFrames<LedgerMessage>,
  task: ReceiptsTask,
  { timers, sign, onArrived }: ReceiptsOutside,
): Promise<Map<string, string>> {
  const { log, document, known } = task
  const name = receiptsDocumentName(log.origin, document)
  const law = receiptsLaw(name, log.kid, document, task.statements + 1)
  let before: readonly Uint8Array[] = []
  const arrived: Uint8Array[] = []
  let handedOn = timers.now()
  const gate = async () => {
    const joined = joinDocument([...before, ...arrived], law)
    if (joined.unlawful === null) return joined.doc
    throw await freeze(frames, name, task, joined.unlawful, { timers, sign })
  }
  const handOn = async () => {
    if (arrived.length > 0) onArrived(readReceiptsDocument(await gate()))
    handedOn = timers.now()
  }
  const reading = {
    tag: documentTags.receipts,
    stage: 'receipts',
    bytesMax: RECEIPTS_BYTES_MAX,
    async onFrame(frame: Uint8Array) {
      arrived.push(frame)
      if (Math.abs(timers.now() - handedOn) >= HAND_ON_MS) await handOn()
    },
  }
  try {
    await readDocument(frames, reading, (after) => {
      if (after.length === 0) return
      if (known.doc === null || after[0] !== known.heads[0])
        throw new BondmarkError('session-protocol', { reason: 'from elsewhere' })
      before = cutDocument(known.doc, []).frames
    })
  } catch (error) {
    if (error instanceof BondmarkError && error.code.startsWith('session-')) await handOn()
    throw error
  }
  const doc = await gate()
  if (getHeads(doc).join() !== task.heads.join())
    throw new BondmarkError('session-protocol', { reason: 'document not complete' })
  return readReceiptsDocument(doc)
}

/** Tells the ledger that its document is frozen here, and gives the error that says so. */
async function freeze(
  frames: SessionFrames<LedgerMessage>,
  document: string,
  { log, kid }: ReceiptsTask,
  { change, failure, heads }: Unlawful,
  { timers, sign }: Pick<ReceiptsOutside, 'timers' | 'sign'>,
): Promise<BondmarkError> {
  if (failure.code === 'document-too-costly') return new BondmarkError(failure.code, failure.detail)
  const { bytes, toSign } = documentRefusalBytes({
    format: 'bondmark/document-refusal/1',
    by: kid,
    document,
    author: log.kid,
    heads: [...heads],
    changeHash: change,
    reason: refusalReason(failure),
    at: new Date(timers.now()).toISOString(),
  })
  const signed = { bytes, signature: await sign(toSign) }
  frames.send(frozenMessage(signed))
  return new DocumentFrozenError(signed)
}
