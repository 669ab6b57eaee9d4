import { join } from 'node:path'
import { type StationNotice, stationNotice } from '../../../core/contract/station-notice.ts'
import { toBase64Url } from '../../../core/encoding/base64.ts'
import type { NoteSigner } from '../../../core/log/note.ts'
import type { Membership } from '../../../core/membership/membership.ts'
import type { Logger } from '../../../platform/log/logger.ts'
import type { SignedRecord } from '../../replication/signed-standing.ts'
import { openStandingStore, type StandingStore } from '../standing/standing-store.ts'
import { originHash } from '../witness/witness-pages.ts'
import { type ComparedLog, compareLogs } from './between-logs.ts'
import { type BetweenStore, openBetweenStore } from './between-store.ts'
import type { Mirror } from './follow-logs.ts'
import type { MirrorStore } from './mirror-store.ts'

/** What a station is told at a time. */
export const NOTICES_MAX = 50

/** What this ledger makes of its own log and of those that it mirrors, together. */
export interface LogsBetween {
  readonly store: BetweenStore
  /** This log's standing as everybody is told it: what another log contradicts is conflicted. */
  readonly standing: StandingStore
  /** The mirrored logs, each with the lives that were folded from it. */
  readonly mirrored: readonly (ComparedLog & { readonly store: MirrorStore })[]
  /** What contradicts a key's statements, in this log and between logs, the newest first. */
  noticesFor(kid: string): StationNotice[]
  wake(): void
  close(): Promise<void>
}

export interface LogsBetweenOptions {
  readonly data: string
  readonly own: StandingStore
  readonly mirrors: readonly Mirror[]
  readonly signer: NoteSigner
  readonly memberships: () => readonly Membership[]
  readonly logger: Logger
}

/** Opens the lives of the mirrored logs and the records of conflicts, in folder `data`. Throws what `openDatabase` throws. */
export function openLogsBetween({ data, own, mirrors, ...options }: LogsBetweenOptions): LogsBetween {
  const opened: { close(): void }[] = []
  const open = <T extends { close(): void }>(store: T): T => {
    opened.push(store)
    return store
  }
  const closeAll = () => {
    for (const each of opened.splice(0).reverse()) each.close()
  }
  try {
    const store = open(openBetweenStore(join(data, 'between.sqlite')))
    const logs = mirrors.map((mirror) => ({
      origin: mirror.log.origin,
      log: mirror.log,
      store: mirror.store,
      standing: open(
        openStandingStore(join(data, 'mirror', `${originHash(mirror.log.origin)}.standing.sqlite`)),
      ),
    }))
    const compared = compareLogs({ ...options, own, logs, store })
    return {
      store,
      mirrored: logs,
      standing: asTold(own, store),
      noticesFor: (kid) =>
        [...store.noticesFor(kid, NOTICES_MAX), ...own.noticesFor(kid, NOTICES_MAX)]
          .slice(0, NOTICES_MAX)
          .map(asNotice),
      wake: compared.wake,
      async close() {
        await compared.close()
        closeAll()
      },
    }
  } catch (error) {
    closeAll()
    throw error
  }
}

/** The verdict itself follows from its log alone and stays as it was signed; what others say is beside it. */
function asTold(own: StandingStore, store: BetweenStore): StandingStore {
  return {
    ...own,
    standing(place) {
      const said = own.standing(place)
      if (said !== 'valid' && said !== 'unfounded') return said
      return store.isContradicted(own.statement(place).id) ? 'conflicted' : said
    },
  }
}

export function asNotice({ record, signature }: SignedRecord): StationNotice {
  const said: unknown = JSON.parse(Buffer.from(record).toString('utf8'))
  return stationNotice.parse({ record: said, signature: toBase64Url(signature) })
}
