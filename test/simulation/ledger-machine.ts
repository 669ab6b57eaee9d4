import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { openDocumentShelf } from '../../sync/ledger/document-shelf.ts'
import { startLogJudge } from '../../sync/ledger/judge-log.ts'
import { readKeyRegister } from '../../sync/ledger/key-register.ts'
import { serveSession } from '../../sync/ledger/ledger-session.ts'
import { openLogStore } from '../../sync/ledger/log-store.ts'
import { createPublisher } from '../../sync/ledger/publisher.ts'
import { openStandingStore } from '../../sync/ledger/standing-store.ts'
import { inlineChecker } from '../../sync/ledger/statement-checker.ts'
import type { Member, WitnessParty } from './consortium.ts'
import { Disk } from './disk.ts'
import { inlineDocuments } from './inline-documents.ts'
import type { Life } from './life.ts'
import { Machine } from './machine.ts'
import type { Network } from './network.ts'
import type { Planted } from './planted-faults.ts'
import { tracedLogger } from './traced-logger.ts'
import type { Watcher } from './watcher.ts'
import type { World } from './world.ts'

export const LOG_FILE = 'log.sqlite'
export const STANDING_FILE = 'standing.sqlite'
const DOCUMENTS_FILE = 'documents.sqlite'

/** Shorter than the real one, so that a run need not be so long. */
export const SILENCE_MS_MAX = 15_000

/** After so long whoever looks after the ledger starts it again. */
const RESTART_MS = 5_000

export interface LedgerOptions {
  readonly member: Member
  /** Name of the machine of each witness, and who it is. */
  readonly witnesses: readonly { readonly name: string; readonly party: WitnessParty }[]
  readonly watcher: Watcher
  readonly planted: Planted
}

/** A member's ledger, put together as `serveLedger` does, without sockets and threads. */
export function makeLedger(world: World, network: Network, name: string, options: LedgerOptions): Machine {
  const { member, watcher, planted } = options
  const witnesses = options.witnesses.map(({ name, party }) => ({ url: `http://${name}`, vkey: party.vkey }))
  const boot = (life: Life) => {
    const logger = tracedLogger(world, life)
    planted.beforeLedger?.(machine.disk, life)
    const opened = openLogStore(LOG_FILE, machine.disk.open)
    const store = planted.logStore?.(opened, life) ?? opened
    watcher.ledgerStarted(name)
    const publisher = createPublisher(store, member.log, witnesses, network.postFor(life))
    const standing = openStandingStore(STANDING_FILE, machine.disk.open)
    const judge = startLogJudge(store, standing, member.log, logger, life.turn)
    const keys = readKeyRegister(member.membership, life.timers.now)
    const ledger = {
      signer: member.log,
      keys,
      store,
      publisher,
      judge,
      threads: inlineDocuments(),
      documents: openDocumentShelf(DOCUMENTS_FILE, machine.disk.open),
      checker: inlineChecker,
      logger,
      silenceMsMax: SILENCE_MS_MAX,
      timers: life.timers,
      randomBytes: life.randomBytes,
    }
    const serve = () => {
      judge.wake()
      network.serve(life, { onSocket: (socket) => void serveSession(socket, ledger, () => undefined) })
    }
    // A ledger that cannot publish what it logged before ends at its start, and is started again.
    publisher.publish().then(serve, (error: unknown) => {
      if (life.isDead()) return
      world.say(name, `cannot publish: ${error instanceof BondmarkError ? error.code : String(error)}`)
      machine.kill()
      world.scheduler.after(RESTART_MS, () => machine.start())
    })
  }
  const machine = new Machine(world, name, new Disk(), boot)
  machine.disk.onCommit = (file) => {
    if (file === LOG_FILE) watcher.logGrew(name)
  }
  return machine
}
