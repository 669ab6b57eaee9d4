import { join } from 'node:path'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { NoteSigner } from '../../core/log/note.ts'
import { formatVkey, noteSignatureTypes } from '../../core/log/vkey.ts'
import type { Membership } from '../../core/membership/membership.ts'
import { signerFromSeed } from '../../platform/keys/ed25519.ts'
import type { Logger } from '../../platform/log/logger.ts'
import type { LedgerCounts } from './health/ledger-counts.ts'
import { postText } from './http/post-text.ts'
import { unsealLedgerKeys } from './ledger-keys.ts'
import type { LedgerOptions } from './ledger-options.ts'
import { openLedgerWitnesses } from './ledger-witnesses.ts'
import { type LogStore, openLogStore } from './log/log-store.ts'
import { createPublisher, type Publisher } from './log/publisher.ts'
import { restoredGuard } from './log/restored-guard.ts'
import { confirmOnce, isRollback } from './log/rollback-guard.ts'
import { listedName } from './members/ledger-membership.ts'
import { MembershipDesk } from './members/membership-desk.ts'
import { type Peers, readPeersFile, requireListed } from './mirrors/peers.ts'

/** Has something closed when the ledger ends, the last opened first. */
export type CloseLater = (close: () => unknown) => void

/** A ledger's own log, with whoever may enter there and whoever is asked to cosign it. */
export interface OwnLog {
  readonly memberships: MembershipDesk
  /** The own organisation's, at the start. */
  readonly membership: Membership
  readonly log: NoteSigner
  readonly logVkey: string
  readonly peers: Peers | null
  readonly witnesses: Awaited<ReturnType<typeof openLedgerWitnesses>>
  readonly store: LogStore
  readonly publisher: Publisher
}

/**
 * Opens memberships, keys, witnesses and log of a ledger, makes sure that the log has not gone back, and makes public what a process before has
 * left. Throws what `serveLedger` throws.
 */
export async function openOwnLog(
  options: LedgerOptions,
  { counts, onPublishedLate }: { readonly counts: LedgerCounts; readonly onPublishedLate: () => void },
  closeLater: CloseLater,
): Promise<OwnLog> {
  const { data, logger } = options
  const memberships = new MembershipDesk(options)
  closeLater(() => memberships.close())
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
  closeLater(() => witnesses.close())
  const store = openLogStore(join(data, 'log.sqlite'))
  closeLater(() => store.close())
  const confirm = restoredGuard(data, membership.payload.training === undefined, store, log, {
    own: peers === null ? witnesses.asked : [],
    independent: peers === null ? [] : witnesses.asked,
    k: witnesses.k,
    copies: options.ask ?? [],
  })
  const publisher = createPublisher(store, log, witnesses.asked, postText, {
    k: witnesses.k,
    confirm: confirmOnce(confirm),
    onFailed: counts.publishingFailed,
    onPublishedLate,
    onWitnessFailed: (name, { code }) => counts.witnessFailed(name, code),
  })
  closeLater(() => publisher.close())
  await publishWhatIsLeft(publisher, logger)
  return { memberships, membership, log, logVkey, peers, witnesses, store, publisher }
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
