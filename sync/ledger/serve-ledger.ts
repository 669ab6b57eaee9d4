import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { NoteSigner } from '../../core/log/note.ts'
import { formatVkey, noteSignatureTypes } from '../../core/log/vkey.ts'
import { makeFolder } from '../../platform/files/make-folder.ts'
import { signerFromSeed } from '../../platform/keys/ed25519.ts'
import { holdLock } from '../../platform/lock/hold-lock.ts'
import type { Logger } from '../../platform/log/logger.ts'
import type { ChainHead } from '../replication/chain-head.ts'
import { FRAME_BYTES_MAX } from '../replication/session-frames.ts'
import { keepDocumentThreads } from './document-worker.ts'
import { serveEquivocations } from './equivocation-pages.ts'
import { answer, boundedHttpServer, isHostAllowed, listen, stop } from './http-service.ts'
import { type LogJudge, startLogJudge } from './judge-log.ts'
import { readKeyRegister } from './key-register.ts'
import { openLedgerKeys } from './ledger-keys.ts'
import { listedName, loadLedgerMembership } from './ledger-membership.ts'
import { type LedgerContext, serveSession } from './ledger-session.ts'
import { openLogStore } from './log-store.ts'
import { createPublisher } from './publisher.ts'
import { serveStanding } from './standing-pages.ts'
import { openStandingOf, type StandingStore } from './standing-store.ts'
import { serveTiles } from './tile-pages.ts'
import { boundUntilProved } from './unproved-socket.ts'
import { serveWitness } from './witness.ts'

/**
 * Session sockets at once, those that are still closing included; a station has one. Each may hold a batch in memory
 * once its station has proved its key.
 */
const SOCKETS_MAX = 8
/** A station that says nothing for so long is gone. */
const SILENCE_MS_MAX = 60_000

export interface LedgerOptions {
  /** Folder of this ledger: keys, log, witness. Made when absent. */
  readonly data: string
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  readonly membershipFile: string
  readonly logger: Logger
  /** Instead of the published one, for the keys of a training ledger. */
  readonly trainingPassphrase?: string
}

export interface RunningLedger {
  readonly url: string
  /** Origin of its log. */
  readonly origin: string
  readonly logVkey: string
  readonly witnessVkey: string
  close(): Promise<void>
}

/**
 * Serves a member's ledger: sessions of stations on `/session`, the log as static tiles, what its statements are
 * worth, and a witness of its own on another port of the loopback interface, which is asked for cosignatures like
 * any other. One process per folder.
 * Throws `ledger-membership-unreadable`, `ledger-trust-differs`, `membership-…`, `log-not-in-membership`,
 * `ledger-training-mismatch`, `ledger-in-use`, `port-in-use`, `address-unavailable`, `database-…`.
 */
export async function serveLedger(options: LedgerOptions): Promise<RunningLedger> {
  const { data, logger } = options
  // Durable before anything in it: a witness that loses its folder forgets what it has cosigned.
  makeFolder(data, 0o700)
  const undo: (() => unknown)[] = []
  const close = async () => {
    for (const each of undo.splice(0).reverse()) await each()
  }
  try {
    const lock = await lockFolder(data)
    undo.push(() => lock.release())
    const membership = loadLedgerMembership(options.membershipFile, data)
    const seeds = openLedgerKeys(data, membership.payload.training ?? null, options.trainingPassphrase)
    const logKey = signerFromSeed(seeds.log)
    const witnessKey = signerFromSeed(seeds.witness)
    const log: NoteSigner = { ...logKey, name: listedName(membership, logKey.publicKey, 'log') }
    const cosigner: NoteSigner = {
      ...witnessKey,
      name: listedName(membership, witnessKey.publicKey, 'witness'),
    }
    const logVkey = formatVkey(log.name, noteSignatureTypes.ed25519, log.publicKey)
    const witnessVkey = formatVkey(cosigner.name, noteSignatureTypes.cosignature, cosigner.publicKey)

    const now = () => Math.floor(Date.now() / 1000)
    const witness = await serveWitness({
      data,
      host: '127.0.0.1',
      port: 0,
      signer: cosigner,
      logVkeys: [logVkey],
      now,
      logger,
    })
    undo.push(() => witness.close())
    const store = openLogStore(join(data, 'log.sqlite'))
    undo.push(() => store.close())
    const publisher = createPublisher(store, log, [{ url: witness.url, vkey: witnessVkey }])
    // A process that was killed between logging and publishing left entries without a checkpoint.
    await publisher.publish()

    const standing = openStandingOf(store, join(data, 'standing.sqlite'))
    undo.push(() => standing.close())
    const judge = startLogJudge(store, standing, log, logger)
    undo.push(() => judge.close())
    judge.wake()

    const keys = readKeyRegister(membership, Date.now)
    const threads = keepDocumentThreads()
    undo.push(() => threads.close())
    const served = serveSessions({
      signer: log,
      keys,
      store,
      publisher,
      standing,
      judge,
      threads,
      logger,
      silenceMsMax: SILENCE_MS_MAX,
      now: Date.now,
    })
    undo.push(() => served.close())
    const url = await listen(served.server, options.host, options.port)
    logger.info({ url, origin: log.name, entries: store.size() }, 'ledger ready')
    return { url, origin: log.name, logVkey, witnessVkey, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function lockFolder(data: string) {
  try {
    return await holdLock(join(data, 'lock'), { waitMsMax: 5_000 })
  } catch (error) {
    if (error instanceof BondmarkError && error.code === 'workspace-in-use') {
      throw new BondmarkError('ledger-in-use', { data }, { cause: error })
    }
    throw error
  }
}

interface ServedLedger extends LedgerContext {
  readonly standing: StandingStore
  readonly judge: LogJudge
}

function serveSessions(ledger: ServedLedger) {
  const source = { origin: ledger.signer.name, log: ledger.store, standing: ledger.standing }
  const server = boundedHttpServer(async (request, path, response) => {
    if (path === '/health')
      return answer(response, 200, health(ledger), { 'Content-Type': 'application/json' })
    const [, kid] = /^\/chains\/([0-9a-f]{64})$/.exec(path) ?? []
    if (kid !== undefined)
      return answer(response, 200, chainHeadOf(ledger, kid), { 'Content-Type': 'application/json' })
    if (serveStanding(source, request, path, response)) return
    if (serveEquivocations(ledger.store.equivocations, request, path, response)) return
    if (!(await serveTiles(ledger.store, request, path, response))) answer(response, 404, 'no such page\n')
  }, ledger.logger)
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: FRAME_BYTES_MAX,
    perMessageDeflate: false,
  })
  const running = new Set<Promise<void>>()
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // From here on the server no longer listens for this socket's errors, and one without a listener ends the process.
    socket.on('error', () => socket.destroy())
    const refusal = refuseUpgrade(request, sockets.clients.size)
    if (refusal !== null) return socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\n\r\n`)
    sockets.handleUpgrade(request, socket, head, (websocket) => {
      const proved = boundUntilProved(socket)
      const session = serveSession(websocket, ledger, proved).finally(() => running.delete(session))
      running.add(session)
    })
  })
  return {
    server,
    async close() {
      for (const socket of sockets.clients) socket.terminate()
      await Promise.all([...running, stop(server)])
    },
  }
}

/** The HTTP status line with which an upgrade is refused, or null. Browsers send an Origin; stations are none. */
function refuseUpgrade(request: IncomingMessage, open: number): string | null {
  if (!isHostAllowed(request)) return '421 Misdirected Request'
  if (request.headers.origin !== undefined) return '403 Forbidden'
  if (request.url !== '/session') return '404 Not Found'
  return open < SOCKETS_MAX ? null : '503 Service Unavailable'
}

/** How far a key's chain is logged: what a restored station asks about the key that it had before. */
function chainHeadOf({ store }: LedgerContext, kid: string): string {
  const head = store.headOf(kid)
  const said: ChainHead = {
    format: 'bondmark/chain-head/1',
    kid,
    head: head?.seq === undefined ? null : { seq: head.seq, id: head.id },
  }
  return `${JSON.stringify(said)}\n`
}

/** `ok` is about everything a ledger does: one that logs and no longer judges is not. */
function health({ store, signer, standing, judge }: ServedLedger): string {
  const said = {
    format: 'bondmark/ledger-health/1',
    ok: !judge.hasStopped(),
    origin: signer.name,
    entries: store.size(),
    checkpoint: store.latestCheckpoint()?.size ?? 0,
    judged: standing.size(),
  }
  return `${JSON.stringify(said)}\n`
}
