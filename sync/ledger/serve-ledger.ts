import { join } from 'node:path'
import { kidOf } from '../../core/statement/statement.ts'
import { systemTimers } from '../../platform/clock/timers.ts'
import { makeFolder } from '../../platform/files/make-folder.ts'
import {
  answerBy,
  boundedHttpServer,
  listen,
  renewTls,
  stop as stopServer,
} from '../../platform/http/http-service.ts'
import { systemRandomBytes } from '../../platform/keys/random-bytes.ts'
import { createMetrics } from '../../platform/metrics/metrics.ts'
import { readTlsFiles } from '../../platform/tls/read-pem.ts'
import { CatalogueShelf, publishedCatalogueFile } from './catalogue/published-catalogue.ts'
import { openDocumentShelf } from './documents/document-shelf.ts'
import { keepDocumentThreads } from './documents/document-worker.ts'
import { watchOverdue } from './entry/enter-batch.ts'
import { followKeyRegister } from './entry/key-register.ts'
import { openStatementChecker } from './entry/statement-checker.ts'
import { countInto } from './health/ledger-counts.ts'
import { ledgerHealth } from './health/ledger-health.ts'
import { measureLedger } from './health/ledger-metrics.ts'
import { watchDoor } from './http/front-door.ts'
import { ledgerRoutes } from './http/routes.ts'
import { InspectionShelf } from './inspections/inspection-shelf.ts'
import { judgeAndCompare } from './judge-and-compare.ts'
import { everyMembership } from './label-page/every-membership.ts'
import { mirroredRecords } from './label-page/mirrored-records.ts'
import { openLabelPage } from './label-page/open-label-page.ts'
import type { LedgerOptions } from './ledger-options.ts'
import { lockFolder } from './lock-folder.ts'
import { EnrolmentDesk } from './members/enrolment-desk.ts'
import { type CloseLater, openOwnLog } from './open-own-log.ts'
import type { ServedLedger } from './served-ledger.ts'
import { openLedgerService } from './service/open-ledger-service.ts'
import { readLedgerRules } from './service/read-ledger-rules.ts'
import { takeSessions } from './sessions/session-sockets.ts'
import type { LogJudge } from './standing/judge-log.ts'

import { openWorkspaceDesk } from './workspace/workspace-desk.ts'
import { openWorkspaceStore } from './workspace/workspace-store.ts'
import { workspaceThreads } from './workspace/workspace-threads.ts'

/** A station that says nothing for so long is gone. */
const SILENCE_MS_MAX = 60_000

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
  const closeLater: CloseLater = (each) => undo.push(each)
  try {
    const tls = options.tls && readTlsFiles(options.tls)
    const lock = await lockFolder(data)
    undo.push(() => lock.release())
    const metrics = createMetrics()
    const counts = countInto(metrics)
    const ends: { judge?: LogJudge } = {}
    const own = await openOwnLog(options, { counts, onPublishedLate: () => ends.judge?.wake() }, closeLater)
    const { memberships, membership, log, logVkey, witnesses, store, publisher } = own
    const { standing, mirrors, between, judge } = judgeAndCompare(own, options, closeLater)
    ends.judge = judge
    judge.wake()

    const records = [{ origin: log.name, log: store, standing }, ...between.mirrored.map(mirroredRecords)]
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
    const inspections = new InspectionShelf(data, memberships.consortium, Date.now)
    undo.push(() => inspections.close())
    const workspaces = openWorkspaceDesk({
      shelf: inspections,
      store: shared,
      tasks: workspaceThreads(),
      membership: () => memberships.consortium.own(),
      logKid: kidOf(log.publicKey),
      randomBytes: systemRandomBytes,
    })
    const catalogue = new CatalogueShelf(publishedCatalogueFile(data))
    undo.push(() => catalogue.close())
    const served: ServedLedger = {
      memberships,
      enrolments: new EnrolmentDesk(data, Date.now),
      inspections,
      signer: log,
      keys,
      store,
      publisher,
      standing,
      judge,
      between,
      notices: between.noticesFor,
      labels: labels.source,
      catalogue,
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
    const training = membership.payload.training !== undefined
    const rules =
      options.rulesFile === undefined
        ? null
        : readLedgerRules(options.rulesFile, { memberships: memberships.consortium.all(), training })
    const service = openLedgerService({ ...options, log: store, standing, rules })
    undo.push(() => service.close())
    const health = () => ledgerHealth({ ...served, publisher, data })
    const server = boundedHttpServer(
      answerBy([service.route, ...ledgerRoutes(served, { health, metrics })]),
      logger,
      tls,
    )
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
    const witnessVkey = witnesses.asked[0]?.vkey ?? ''
    return { url, origin: log.name, logVkey, witnessVkey, reloadTls, stop, close }
  } catch (error) {
    await close()
    throw error
  }
}
