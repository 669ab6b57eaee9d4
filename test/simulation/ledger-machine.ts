import { openDocumentShelf } from '../../sync/ledger/documents/document-shelf.ts'
import { readKeyRegister } from '../../sync/ledger/entry/key-register.ts'
import { inlineChecker } from '../../sync/ledger/entry/statement-checker.ts'
import { openLogStore } from '../../sync/ledger/log/log-store.ts'
import { createPublisher } from '../../sync/ledger/log/publisher.ts'
import { tilePages } from '../../sync/ledger/log/tile-pages.ts'
import { followLogs } from '../../sync/ledger/mirrors/follow-logs.ts'
import { mirrorPages } from '../../sync/ledger/mirrors/mirror-pages.ts'
import { openMirrorStore } from '../../sync/ledger/mirrors/mirror-store.ts'
import { serveSession } from '../../sync/ledger/sessions/ledger-session.ts'
import { startLogJudge } from '../../sync/ledger/standing/judge-log.ts'
import { openStandingStore } from '../../sync/ledger/standing/standing-store.ts'
import type { Member, WitnessParty } from './consortium.ts'
import { Disk } from './disk.ts'
import { inlineDocuments } from './inline-documents.ts'
import type { Life } from './life.ts'
import { Machine } from './machine.ts'
import type { Network } from './network.ts'
import { answerPage } from './page-requests.ts'
import type { Planted } from './planted-faults.ts'
import { tracedLogger } from './traced-logger.ts'
import type { Watcher } from './watcher.ts'
import type { World } from './world.ts'

export const LOG_FILE = 'log.sqlite'
/** The other log of a ledger that keeps two. */
export const SECOND_LOG_FILE = 'second-log.sqlite'

/** Shorter than the real one, so that a run need not be so long. */
export const SILENCE_MS_MAX = 15_000

/** Seldomer than the real one, so that runs have fewer steps. */
const POLL_MS = 15_000

export interface LedgerOptions {
  readonly member: Member
  /** Name of the machine of each witness, and who it is. */
  readonly witnesses: readonly { readonly name: string; readonly party: WitnessParty }[]
  readonly watcher: Watcher
  readonly planted: Planted
  readonly k: number
  /** The other members' ledgers. */
  readonly others: readonly { readonly name: string; readonly logVkey: string }[]
  /** Keeps two logs under one name and shows each caller one of them. */
  readonly isSplit: boolean
}

/** A member's ledger, put together as `serveLedger` does, without sockets and threads. */
export function makeLedger(world: World, network: Network, name: string, options: LedgerOptions): Machine {
  const { member, watcher, planted, k } = options
  const witnesses = options.witnesses.map(({ name, party }) => ({ url: `http://${name}`, vkey: party.vkey }))
  /** Opens one log and everything around it. */
  const open = (life: Life, file: string) => {
    const logger = tracedLogger(world, life)
    const { timers, randomBytes } = life
    const opened = openLogStore(file, machine.disk.open)
    const store = planted.logStore?.(opened, life) ?? opened
    const late = { wake: () => {} }
    const options = { k, timers, randomBytes, onPublishedLate: () => late.wake() }
    const publisher = createPublisher(store, member.log, witnesses, network.postFor(life), options)
    const standing = openStandingStore(`standing-of-${file}`, machine.disk.open)
    const judge = startLogJudge(store, standing, member.log, logger, life.turn, false, timers)
    late.wake = judge.wake
    return {
      signer: member.log,
      keys: readKeyRegister(member.membership, timers.now),
      store,
      publisher,
      judge,
      threads: inlineDocuments(),
      documents: openDocumentShelf(`documents-of-${file}`, machine.disk.open),
      checker: inlineChecker,
      logger,
      silenceMsMax: SILENCE_MS_MAX,
      timers,
      randomBytes,
    }
  }
  /** Mirrors the logs of the other members. */
  const followOthers = (life: Life) =>
    followLogs({
      peers: {
        format: 'bondmark/peers/1',
        logs: options.others.map(({ name, logVkey }) => ({ vkey: logVkey, url: `http://${name}` })),
        witnesses,
        k,
      },
      folder: '.',
      ownOrigin: member.log.name,
      timers: life.timers,
      randomBytes: life.randomBytes,
      fetchPage: network.fetchFor(life),
      logger: tracedLogger(world, life),
      openStore: (file) => openMirrorStore(file, machine.disk.open),
      pollMs: POLL_MS,
    }).mirrors
  const boot = (life: Life) => {
    planted.beforeLedger?.(machine.disk, life)
    const files = options.isSplit ? [LOG_FILE, SECOND_LOG_FILE] : [LOG_FILE]
    const ledgers = files.map((file) => open(life, file))
    watcher.ledgerStarted(name)
    const mirrors = followOthers(life)
    const pages = ledgers.map(({ store }) => [tilePages(store), mirrorPages(mirrors)])
    // Of two logs, callers see one or the other by the last letter of their names.
    const shown = (from: string) => from.charCodeAt(from.length - 1) % ledgers.length
    const serve = () => {
      for (const { judge } of ledgers) judge.wake()
      network.serve(life, {
        onSocket(socket, from) {
          const ledger = ledgers[shown(from)]
          if (ledger !== undefined) void serveSession(socket, ledger, () => undefined)
        },
        onRequest: (path, _, from) => answerPage(pages[shown(from)] ?? [], path),
      })
    }
    // What a killed process left without a checkpoint; without enough witnesses it waits, and the ledger serves.
    void Promise.allSettled(ledgers.map(({ publisher }) => publisher.publish())).then(serve)
  }
  const machine = new Machine(world, name, new Disk(), boot)
  machine.disk.onCommit = (file) => {
    if (file === LOG_FILE) watcher.logGrew(name)
    else if (!file.includes('-')) watcher.mirrorGrew(name, file)
  }
  return machine
}
