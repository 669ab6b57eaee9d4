import { join } from 'node:path'
import { newestOf } from '../../../core/membership/member-history.ts'
import { createLogger } from '../../../platform/log/logger.ts'
import type { Party, TrainingConsortium } from '../../../test/sync/training-consortium.ts'
import type { SealedBatch } from '../../documents/batch-document.ts'
import { openLogStore } from '../log/log-store.ts'
import { createPublisher } from '../log/publisher.ts'
import { loadOwnHistory } from '../members/ledger-membership.ts'
import type { EntryContext } from './enter-batch.ts'
import type { OfferedBatch } from './entry.ts'
import { readKeyRegister } from './key-register.ts'
import { inlineChecker } from './statement-checker.ts'

/** What entry works on, with its log in `folder`, by a clock of the test's own. It asks no witness. */
export function openEntryLedger(
  consortium: TrainingConsortium,
  folder: string,
  now: () => number,
): EntryContext {
  const store = openLogStore(join(folder, 'log.sqlite'))
  const membership = newestOf(loadOwnHistory(consortium.membershipFile, consortium.data).history)
  return {
    signer: consortium.logSigner,
    keys: readKeyRegister(membership, now),
    store,
    publisher: createPublisher(store, consortium.logSigner, [], async () => {
      throw new Error('no witness is asked')
    }),
    checker: inlineChecker,
    logger: createLogger({ name: 'test', level: 'silent' }),
    timers: { now, after: () => () => {} },
  }
}

/** A batch as it comes out of its document, in the session of this key. */
export function offeredBy({ kid, issuer }: Party, { n, statements, manifest }: SealedBatch): OfferedBatch {
  const bytes = statements.map((each) => each.bytes)
  return { station: issuer, kid, n, statements: bytes, manifest: manifest.bytes }
}
