import { equalBytes } from '../../../core/encoding/equal-bytes.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { type Checkpoint, parseCheckpoint } from '../../../core/log/checkpoint.ts'
import { cosign } from '../../../core/log/cosignature.ts'
import { proveFork, writeForkProof } from '../../../core/log/fork-proof.ts'
import { type NoteSigner, openNote } from '../../../core/log/note.ts'
import { parseNote } from '../../../core/log/note-text.ts'
import { verifyConsistency } from '../../../core/log/tree.ts'
import { emptyRoot } from '../../../core/log/tree-hash.ts'
import { formatVkey, noteSignatureTypes, parseVkey } from '../../../core/log/vkey.ts'
import { addressGroup } from '../../../platform/http/address-group.ts'
import {
  answer,
  answerBy,
  boundedHttpServer,
  listen,
  type Route,
  readBody,
  stop,
} from '../../../platform/http/http-service.ts'
import { RequestRate } from '../../../platform/http/request-rate.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import type { Logger } from '../../../platform/log/logger.ts'
import { witnessPages } from './witness-pages.ts'
import { parseWitnessRequest, type WitnessRequest } from './witness-request.ts'
import { openWitnessStore, type WitnessStore } from './witness-store.ts'

/** 63 proof lines of 45 bytes and a note of at most 64 KiB. */
const BODY_BYTES_MAX = 72 * 1024

/** Requests of one address, and of all, in a minute; a log asks once a checkpoint, and again after a crash. */
const RATE = { perMinuteOfOne: 1_200, perMinute: 6_000 }

export interface WitnessOptions {
  /** The witness's own database, made when absent. */
  readonly file: string
  readonly host: string
  readonly port: number
  readonly signer: NoteSigner
  /** Verifier keys of the logs it watches, asked anew for each request; a log that changes its key has two for a while. */
  readonly logVkeys: () => readonly string[]
  /** Unix seconds. */
  readonly now: () => number
  readonly logger: Logger
  /** Requests of one address and of all in a minute; {@link RATE} unless told otherwise. */
  readonly rate?: typeof RATE
}

export interface RunningWitness {
  readonly url: string
  /**
   * Takes a checkpoint back into memory that carries this witness's own cosignature and goes beyond what it remembers, as
   * after its file was restored from an old copy. True when it had forgotten it.
   */
  recall(note: string): boolean
  close(): Promise<void>
}

/** Serves C2SP tlog-witness's `add-checkpoint`: cosigns checkpoints that only ever add to what it has seen. */
export async function serveWitness(options: WitnessOptions): Promise<RunningWitness> {
  const store = openWitnessStore(options.file)
  const { signer, logVkeys, logger } = options
  const rate = new RequestRate({ ...(options.rate ?? RATE), now: Date.now })
  const pages = answerBy([
    addCheckpointPage(options, store, rate),
    witnessPages(signer.name, logVkeys, store),
  ])
  const server = boundedHttpServer(pages, logger)
  try {
    const url = await listen(server, options.host, options.port)
    return {
      url,
      recall: (note) => recall(note, options, store),
      async close() {
        await stop(server)
        store.close()
      },
    }
  } catch (error) {
    store.close()
    throw error
  }
}

const addCheckpointPage =
  (options: WitnessOptions, store: WitnessStore, rate: RequestRate): Route =>
  async (request, { pathname }, response) => {
    if (pathname !== '/add-checkpoint') return false
    if (request.method !== 'POST') answer(response, 405, 'POST only\n', { Allow: 'POST' })
    else if (!rate.allows(addressGroup(request.socket.remoteAddress ?? '')))
      answer(response, 429, 'too many requests\n', { 'Retry-After': '60', Connection: 'close' })
    else {
      const body = await readBody(request, BODY_BYTES_MAX)
      const { status, body: text, headers } = answerAddCheckpoint(body, options, store)
      answer(response, status, text, headers)
    }
    return true
  }

interface WitnessAnswer {
  readonly status: number
  readonly body: string
  readonly headers?: Record<string, string>
}

/** Answers the body of an `add-checkpoint` request; null for one that is too long or no text. */
export function answerAddCheckpoint(
  body: string | null,
  witness: Pick<WitnessOptions, 'logVkeys' | 'signer' | 'now'>,
  store: WitnessStore,
): WitnessAnswer {
  const parsed = body === null ? null : parseWitnessRequest(body)
  if (parsed !== null) return addCheckpoint(parsed, witness, store)
  return { status: 400, body: 'not an add-checkpoint request\n', headers: { Connection: 'close' } }
}

/** The checks of `add-checkpoint`, in the order and with the answers that C2SP tlog-witness gives them. */
function addCheckpoint(
  { oldSize, proof, checkpoint }: WitnessRequest,
  { logVkeys, signer, now }: Pick<WitnessOptions, 'logVkeys' | 'signer' | 'now'>,
  store: WitnessStore,
): WitnessAnswer {
  const read = readCheckpoint(checkpoint)
  if (read === null) return { status: 400, body: 'not a checkpoint\n' }
  const { text, origin, size, root } = read
  const keys = logVkeys().filter((vkey) => parseVkey(vkey).name === origin)
  if (keys.length === 0) return { status: 404, body: 'unknown log\n' }
  if (!isSignedBy(checkpoint, keys)) return { status: 403, body: 'not signed by the log\n' }
  if (oldSize > size) return { status: 400, body: 'old size beyond the checkpoint\n' }
  recall(checkpoint, { logVkeys, signer }, store)
  const latest = store.latest(origin) ?? { size: 0, root: emptyRoot() }
  const forks = size === latest.size && !equalBytes(root, latest.root)
  if (forks) keepProof([latest.note ?? '', checkpoint], origin, keys, store)
  if (oldSize !== latest.size || forks) return conflict(latest.size)
  if (!verifyConsistency({ oldSize, newSize: size, oldRoot: latest.root, newRoot: root, path: proof })) {
    return { status: 422, body: 'not consistent\n' }
  }
  // Stored before it is signed: after a crash this witness may have forgotten a signature, never a checkpoint.
  if (!store.advance(origin, oldSize, { size, root, note: checkpoint }))
    return conflict(store.latest(origin)?.size ?? 0)
  return { status: 200, body: cosign({ ...signer, noteText: text, timestamp: now() }) }
}

/** Its own valid cosignature is its own word that it found the checkpoint consistent, whatever its file says by now. */
function recall(
  note: string,
  { logVkeys, signer }: Pick<WitnessOptions, 'logVkeys' | 'signer'>,
  store: WitnessStore,
): boolean {
  const read = readCheckpoint(note)
  if (
    read === null ||
    !isSignedBy(
      note,
      logVkeys().filter((vkey) => parseVkey(vkey).name === read.origin),
    )
  )
    return false
  const own = formatVkey(signer.name, noteSignatureTypes.cosignature, signer.publicKey)
  const { origin, size, root } = read
  const known = store.latest(origin)?.size ?? 0
  if (size <= known || !isSignedBy(note, [own])) return false
  return store.advance(origin, known, { size, root, note })
}

/** Two views of one size, both signed by the log: kept for everybody to see, and never cosigned. */
function keepProof(
  notes: readonly [string, string],
  origin: string,
  vkeys: readonly string[],
  store: WitnessStore,
): void {
  const proof = orNull(() => proveFork(notes, [], vkeys, verifyEd25519))
  if (proof !== null) store.keepFork(origin, writeForkProof(proof))
}

const conflict = (size: number): WitnessAnswer => ({
  status: 409,
  body: `${size}\n`,
  headers: { 'Content-Type': 'text/x.tlog.size' },
})

function readCheckpoint(note: string): (Checkpoint & { text: string }) | null {
  return orNull(() => {
    const { text } = parseNote(note)
    return { ...parseCheckpoint(text), text }
  })
}

function isSignedBy(note: string, vkeys: readonly string[]): boolean {
  return orNull(() => openNote(note, vkeys, verifyEd25519)) !== null
}

function orNull<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof BondmarkError) return null
    throw error
  }
}
