import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { formatVkey, noteSignatureTypes, parseVkey } from '../../../core/log/vkey.ts'
import { type MemberHistory, newestOf } from '../../../core/membership/member-history.ts'
import type { Membership } from '../../../core/membership/membership.ts'
import { writeDurably } from '../../../platform/files/write-durably.ts'
import { signerFromSeed } from '../../../platform/keys/ed25519.ts'
import type { Logger } from '../../../platform/log/logger.ts'
import { catchUpMembership } from '../../replication/catch-up-membership.ts'
import { openLedgerKeys } from '../ledger-keys.ts'
import { lockFolder } from '../lock-folder.ts'
import { listedName } from '../members/ledger-membership.ts'
import { MemberFolder } from '../members/member-folder.ts'
import { MembershipDesk } from '../members/membership-desk.ts'
import type { MirroredLog } from '../mirrors/mirror-log.ts'
import { type MirrorStore, openMirrorStore } from '../mirrors/mirror-store.ts'
import { readPeersFile, requireListed } from '../mirrors/peers.ts'
import { hasSealedKeys, sealedVkeys } from '../sealed-keys.ts'
import { everListed } from './check-recovered.ts'
import { openLogStore } from './log-store.ts'
import { openLogCopy } from './open-log-copy.ts'
import { type RecoverStage, recoverLog } from './recover-log.ts'

export interface RecoverOptions {
  /** Folder of the ledger, which must not run. */
  readonly data: string
  /** Addresses or folders of copies of its log, asked one after the other. */
  readonly from: readonly string[]
  /** As for `serveLedger`; without one, what the folder has kept. */
  readonly membershipFile?: string | undefined
  readonly membersFolder?: string | undefined
  readonly peersFile?: string | undefined
  readonly logger: Logger
  readonly goOn: () => boolean
  readonly onProgress: (stage: RecoverStage, done: number, total: number) => void
}

export interface Recovered {
  readonly origin: string
  /** Entries before and after, and how many of them the newest checkpoint covers. */
  readonly before: number
  readonly size: number
  readonly checkpoint: number
  /** False when it was stopped on the way; the same again goes on there. */
  readonly finished: boolean
}

/**
 * Brings the log in a ledger's folder forward by copies of it (`recoverLog`); needs no passphrase, since nothing is signed. What its
 * statements are worth is judged at the next start. Throws `ledger-in-use`, `ledger-membership-unreadable`, `log-not-in-membership`,
 * `ledger-keys-malformed`, `peers-…`, `membership-forked`, `log-recover-forked` `{origin, file}`, and what `openLogCopy` and `recoverLog` throw.
 */
export async function recoverLedger(options: RecoverOptions): Promise<Recovered> {
  const { data, from, goOn, onProgress } = options
  if (!existsSync(data)) throw new BondmarkError('database-missing', { file: data })
  const lock = await lockFolder(data)
  try {
    const { own: known, all } = readMembers(options)
    const log = ownLog(options, newestOf(known), all)
    const { origin } = log
    const store = openLogStore(join(data, 'log.sqlite'))
    try {
      const before = store.size()
      let own = known
      let finished = true
      for (const each of from) {
        if (!finished) break
        const copy = await openLogCopy(each, origin)
        try {
          own = await takeNewer(own, each, options)
          const listed = everListed(own.versions.map(({ membership }) => membership))
          const run = { log, store, listed, reader: copy.reader, goOn, onProgress }
          finished = await throughStaging(data, origin, (staging) => recoverLog({ ...run, staging }))
        } finally {
          copy.close()
        }
      }
      const checkpoint = store.latestCheckpoint()?.size ?? 0
      return { origin, before, size: store.size(), checkpoint, finished }
    } finally {
      store.close()
    }
  } finally {
    lock.release()
  }
}

/** The staging goes when it is filed, and when its log is forked; whatever else ends a recovery, the next one goes on with it. */
async function throughStaging(
  data: string,
  origin: string,
  work: (staging: MirrorStore) => Promise<boolean>,
): Promise<boolean> {
  const file = join(data, 'recovery.sqlite')
  const staging = openMirrorStore(file)
  let isDone = false
  try {
    isDone = await work(staging)
    return isDone
  } catch (error) {
    const [proof] = staging.forks()
    if (!(error instanceof BondmarkError) || error.code !== 'log-forked' || proof === undefined) throw error
    const proofFile = join(data, 'log.fork.json')
    writeDurably(proofFile, proof)
    isDone = true
    throw new BondmarkError('log-recover-forked', { origin, file: proofFile }, { cause: error })
  } finally {
    staging.close()
    if (isDone) for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true })
  }
}

interface Members {
  readonly own: MemberHistory
  readonly all: readonly Membership[]
}

function readMembers({ data, membershipFile, membersFolder, logger }: RecoverOptions): Members {
  if (membershipFile !== undefined) {
    const desk = new MembershipDesk({ data, membershipFile, membersFolder, logger })
    desk.reload()
    const own = desk.consortium.history(desk.consortium.own().payload.org)
    if (own === null) throw new RangeError('a consortium has its own organisation')
    return { own, all: desk.consortium.all() }
  }
  const folder = new MemberFolder(data)
  const org = folder.own()
  const own = org === null ? null : folder.read(org)
  if (own === null)
    throw new BondmarkError('ledger-membership-unreadable', { file: join(data, 'members'), reason: 'ENOENT' })
  return { own, all: folder.orgs().flatMap((each) => folder.read(each)?.versions.at(-1)?.membership ?? []) }
}

/**
 * Whoever mirrors a log knows its organisation's memberships too, and statements that are to be filed may be of keys that only
 * newer ones list. Each is verified as the follower of the one before. Throws `membership-forked`; that there are none to be
 * had is nothing.
 */
async function takeNewer(
  known: MemberHistory,
  from: string,
  { data, logger }: RecoverOptions,
): Promise<MemberHistory> {
  if (!/^https?:/.test(from)) return known
  const history = await catchUpMembership(from, known, `members/${known.org}`).catch((error: unknown) => {
    if (!(error instanceof BondmarkError) || error.code === 'membership-forked') throw error
    logger.warn({ from, ...error.toFailure() }, 'no newer memberships there')
    return known
  })
  const folder = new MemberFolder(data)
  if (folder.own() === null) return history
  const [first, ...later] = history.versions
  for (let n = known.versions.length; n <= later.length; n += 1)
    folder.keep({ ...history, versions: [first, ...later.slice(0, n)] })
  return history
}

/** The log of this folder's key, and whose cosignatures count for it: those of the peers, or its own witness's. */
function ownLog(
  { data, peersFile }: RecoverOptions,
  membership: Membership,
  all: readonly Membership[],
): MirroredLog {
  const keys = publicKeysOf(data, membership.payload.training ?? null)
  const origin = listedName(membership, keys.log, 'log')
  const vkeys = [formatVkey(origin, noteSignatureTypes.ed25519, keys.log)]
  if (peersFile !== undefined) {
    const peers = readPeersFile(peersFile)
    requireListed(peers, all)
    return { origin, vkeys, witnessVkeys: peers.witnesses.map(({ vkey }) => vkey), k: peers.k }
  }
  const name = listedName(membership, keys.witness, 'witness')
  return {
    origin,
    vkeys,
    witnessVkeys: [formatVkey(name, noteSignatureTypes.cosignature, keys.witness)],
    k: 1,
  }
}

function publicKeysOf(data: string, training: string | null): Record<'log' | 'witness', Uint8Array> {
  if (hasSealedKeys(data)) {
    const { log, witness } = sealedVkeys(data)
    return { log: parseVkey(log).publicKey, witness: parseVkey(witness).publicKey }
  }
  const file = join(data, 'keys.json')
  // A training ledger's are derived again; those of a real one are there or lost.
  if (training === null && !existsSync(file)) throw new BondmarkError('ledger-keys-malformed', { file })
  const { log, witness } = openLedgerKeys(data, training)
  return { log: signerFromSeed(log).publicKey, witness: signerFromSeed(witness).publicKey }
}
