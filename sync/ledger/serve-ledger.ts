import { join } from 'node:path'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { NoteSigner } from '../../core/log/note.ts'
import { formatVkey, noteSignatureTypes } from '../../core/log/vkey.ts'
import { kidOf } from '../../core/statement/statement.ts'
import { systemTimers } from '../../platform/clock/timers.ts'
import { makeFolder } from '../../platform/files/make-folder.ts'
import { signerFromSeed } from '../../platform/keys/ed25519.ts'
import { systemRandomBytes } from '../../platform/keys/random-bytes.ts'
import type { Logger } from '../../platform/log/logger.ts'
import { createMetrics } from '../../platform/metrics/metrics.ts'
import { readTlsFiles, type TlsFiles } from '../../platform/tls/read-pem.ts'
import { openDocumentShelf } from './document-shelf.ts'
import { keepDocumentThreads } from './document-worker.ts'
import { EnrolmentDesk } from './enrolment-desk.ts'
import { watchOverdue } from './enter-batch.ts'
import { fetchBounded } from './fetch-bounded.ts'
import { followLogs } from './follow-logs.ts'
import { watchDoor } from './front-door.ts'
import { answerBy, boundedHttpServer, listen, renewTls, stop as stopServer } from './http-service.ts'
import { type LogJudge, startLogJudge } from './judge-log.ts'
import { followKeyRegister } from './key-register.ts'
import { everyMembership } from './label-page/every-membership.ts'
import { mirroredRecords } from './label-page/mirrored-records.ts'
import { type LabelPageOptions, openLabelPage } from './label-page/open-label-page.ts'
import { countInto } from './ledger-counts.ts'
import { ledgerHealth } from './ledger-health.ts'
import { unsealLedgerKeys } from './ledger-keys.ts'
import { listedName } from './ledger-membership.ts'
import { measureLedger } from './ledger-metrics.ts'
import { openLedgerWitnesses } from './ledger-witnesses.ts'
import { lockFolder } from './lock-folder.ts'
import { openLogStore } from './log-store.ts'
import { type LogsBetween, openLogsBetween } from './logs-between.ts'
import { MembershipDesk } from './membership-desk.ts'
import { noPeers, readPeersFile, requireListed } from './peers.ts'
import { postText } from './post-text.ts'
import { createPublisher, type Publisher } from './publisher.ts'
import { restoredGuard } from './restored-guard.ts'
import { confirmOnce, isRollback } from './rollback-guard.ts'
import { ledgerRoutes } from './routes.ts'
import type { ServedLedger } from './served-ledger.ts'
import { takeSessions } from './session-sockets.ts'
import { openStandingOf } from './standing-store.ts'
import { openStatementChecker } from './statement-checker.ts'

import { openWorkspaceDesk } from './workspace-desk.ts'
import { openWorkspaceStore } from './workspace-store.ts'
import { workspaceThreads } from './workspace-threads.ts'

/** A station that says nothing for so long is gone. */
const SILENCE_MS_MAX = 60_000

export interface LedgerOptions extends LabelPageOptions {
  /** Folder of this ledger: keys, log, witness. Made when absent. */
  readonly data: string
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  readonly membershipFile: string
  /** Folder of other members' memberships, each `NAME.json` with, perhaps, `NAME.trust.json` beside it. */
  readonly membersFolder?: string | undefined
  /** Whose logs are mirrored and which witnesses are asked (`bondmark/peers/1`); without one, its own witness. */
  readonly peersFile?: string | undefined
  readonly logger: Logger
  /** For HTTPS and `wss:`; plain when absent. */
  readonly tls?: TlsFiles
  /** Base addresses of copies of this log, asked before it signs whether it has been rolled back. */
  readonly ask?: readonly string[]
  /** For sealed keys (`ledger init`). */
  readonly passphrase?: string
  /** Instead of the published one, for the keys of a training ledger. */
  readonly trainingPassphrase?: string
}

export interface RunningLedger {
  readonly url: string
  /** Origin of its log. */
  readonly origin: string
  readonly logVkey: string
  /** The first of the witnesses that it asks. */
  readonly witnessVkey: string
  /** Reads the certificate anew, for new connections; null without one. Throws `tls-…`, and then the old one stays. */
  reloadTls(): { readonly until: Date } | null
  /**
   * Ends in order: takes no new connection, lets the sessions in hand finish for at most `msMax`, makes a last
   * checkpoint public, then closes.
   */
  stop(msMax: number): Promise<void>
  /** Ends at once; nothing that was answered is lost. */
  close(): Promise<void>
}

/**
 * Serves a member's ledger: sessions of stations on `/session`, the log as static tiles, what its statements are
 * worth, and a witness of its own on another port of the loopback interface, which is asked for cosignatures like
 * any other. One process per folder.
 * Throws `ledger-membership-unreadable`, `ledger-trust-differs`, `membership-…`, `log-not-in-membership`,
 * `ledger-training-mismatch`, `ledger-passphrase-…`, `ledger-in-use`, `log-rolled-back`, `log-view-differs`,
 * `ledger-restored-unconfirmed`, `products-unreadable`, `tls-…`, `port-in-use`, `address-unavailable`,
 * `database-…`.
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
    const tls = options.tls && readTlsFiles(options.tls)
    const lock = await lockFolder(data)
    undo.push(() => lock.release())
    const memberships = new MembershipDesk(options)
    undo.push(() => memberships.close())
    const membership = memberships.consortium.own()
    const seeds = await unsealLedgerKeys(data, membership.payload.training ?? null, options)
    const logKey = signerFromSeed(seeds.log)
    const log: NoteSigner = { ...logKey, name: listedName(membership, logKey.publicKey, 'log') }
    memberships.watch()
    const logVkey = formatVkey(log.name, noteSignatureTypes.ed25519, log.publicKey)
    const peers = options.peersFile === undefined ? null : readPeersFile(options.peersFile)
    if (peers !== null) requireListed(peers, memberships.consortium.all())
    const own = { data, membership, seed: seeds.witness, logVkey, logger }
    const witnesses = await openLedgerWitnesses(peers, own)
    undo.push(() => witnesses.close())
    const witnessVkey = witnesses.asked[0]?.vkey ?? ''
    const store = openLogStore(join(data, 'log.sqlite'))
    undo.push(() => store.close())
    const metrics = createMetrics()
    const counts = countInto(metrics)
    const confirm = restoredGuard(data, membership.payload.training === undefined, store, log, {
      own: peers === null ? witnesses.asked : [],
      independent: peers === null ? [] : witnesses.asked,
      k: witnesses.k,
      copies: options.ask ?? [],
    })
    const ends: { between?: LogsBetween; judge?: LogJudge } = {}
    const publisher = createPublisher(store, log, witnesses.asked, postText, {
      k: witnesses.k,
      confirm: confirmOnce(confirm),
      onFailed: counts.publishingFailed,
      onPublishedLate: () => ends.judge?.wake(),
      onWitnessFailed: (name, { code }) => counts.witnessFailed(name, code),
    })
    undo.push(() => publisher.close())
    await publishWhatIsLeft(publisher, logger)

    const standing = openStandingOf(store, join(data, 'standing.sqlite'))
    undo.push(() => standing.close())
    const followed = followLogs({
      peers: peers ?? noPeers,
      folder: join(data, 'mirror'),
      ownOrigin: log.name,
      timers: systemTimers,
      randomBytes: systemRandomBytes,
      fetchPage: fetchBounded,
      logger,
      onGrown: () => ends.between?.wake(),
    })
    undo.push(() => followed.close())
    const { mirrors } = followed
    const between = openLogsBetween({
      data,
      own: standing,
      mirrors,
      signer: log,
      memberships: () => memberships.consortium.all(),
      logger,
    })
    undo.push(() => between.close())
    ends.between = between
    between.wake()
    const judge = startLogJudge(
      store,
      standing,
      log,
      logger,
      () => {
        if (mirrors.length > 0) between.wake()
        return new Promise((resolve) => setImmediate(resolve))
      },
      mirrors.length > 0,
    )
    undo.push(() => judge.close())
    ends.judge = judge
    judge.wake()

    const records = [
      { origin: log.name, log: store, standing: between.standing },
      ...between.mirrored.map(mirroredRecords),
    ]
    const labels = openLabelPage({
      ...options,
      origin: log.name,
      training: membership.payload.training !== undefined,
      sources: () => records,
      memberships: everyMembership(memberships.consortium),
      witnessesNeeded: () => witnesses.k,
      timers: systemTimers,
      randomBytes: systemRandomBytes,
    })
    undo.push(() => labels.close())

    const keys = followKeyRegister(() => memberships.consortium.own(), Date.now)
    const documents = openDocumentShelf(join(data, 'documents.sqlite'))
    undo.push(() => documents.close())
    const threads = keepDocumentThreads()
    undo.push(() => threads.close())
    const checker = openStatementChecker()
    undo.push(() => checker.close())
    const shared = openWorkspaceStore(join(data, 'workspace.sqlite'))
    undo.push(() => shared.close())
    const workspaces = openWorkspaceDesk({
      store: shared,
      tasks: workspaceThreads(),
      membership: () => memberships.consortium.own(),
      logKid: kidOf(log.publicKey),
      randomBytes: systemRandomBytes,
    })
    const served: ServedLedger = {
      memberships,
      enrolments: new EnrolmentDesk(data, Date.now),
      signer: log,
      keys,
      store,
      publisher,
      standing: between.standing,
      judge,
      between,
      notices: between.noticesFor,
      labels: labels.source,
      threads,
      documents,
      checker,
      logger,
      counts,
      silenceMsMax: SILENCE_MS_MAX,
      timers: systemTimers,
      randomBytes: systemRandomBytes,
      workspaces,
      mirrors,
    }
    undo.push(watchOverdue(served))
    const health = () => ledgerHealth({ ...served, publisher, data })
    const server = boundedHttpServer(answerBy(ledgerRoutes(served, { health, metrics })), logger, tls)
    const door = watchDoor(server)
    const sessions = takeSessions(server, door, served)
    undo.push(() => Promise.all([sessions.close(), stopServer(server)]))
    measureLedger(metrics, { ...served, data, door, sessions, health })
    const url = await listen(server, options.host, options.port)
    logger.info({ url, origin: log.name, entries: store.size() }, 'ledger ready')
    const stop = async (msMax: number) => {
      server.close()
      await sessions.drain(msMax)
      await publisher.publish().catch((error: unknown) => {
        // The next start does; what is logged is logged.
        logger.error({ err: error }, 'the last checkpoint could not be made public')
      })
      await close()
    }
    const reloadTls = () => {
      if (options.tls === undefined) return null
      const renewed = readTlsFiles(options.tls)
      renewTls(server, renewed)
      return { until: renewed.until }
    }
    return { url, origin: log.name, logVkey, witnessVkey, reloadTls, stop, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** A process that was killed between logging and publishing left entries without a checkpoint. */
async function publishWhatIsLeft(publisher: Publisher, logger: Logger): Promise<void> {
  try {
    await publisher.publish()
  } catch (error) {
    if (!(error instanceof BondmarkError) || isRollback(error)) throw error
    // It goes on by itself; a ledger whose witnesses are away still logs, and its receipts wait.
    logger.warn({ code: error.code, detail: error.detail }, 'entries wait for their checkpoint')
  }
}
