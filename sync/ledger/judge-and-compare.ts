import { join } from 'node:path'
import { systemTimers } from '../../platform/clock/timers.ts'
import { systemRandomBytes } from '../../platform/keys/random-bytes.ts'
import { fetchBounded } from './http/fetch-bounded.ts'
import type { LedgerOptions } from './ledger-options.ts'
import { followLogs, type Mirror } from './mirrors/follow-logs.ts'
import { type LogsBetween, openLogsBetween } from './mirrors/logs-between.ts'
import { noPeers } from './mirrors/peers.ts'
import type { CloseLater, OwnLog } from './open-own-log.ts'
import { type LogJudge, startLogJudge } from './standing/judge-log.ts'
import { openStandingOf, type StandingStore } from './standing/standing-store.ts'

/** What a ledger makes of its log and of those that it mirrors. */
export interface Judged {
  /** As everybody is told it: what another log contradicts is conflicted. */
  readonly standing: StandingStore
  readonly mirrors: readonly Mirror[]
  readonly between: LogsBetween
  readonly judge: LogJudge
}

/** Follows other members' logs, compares them with the own one, and judges that one when `judge` is woken. Throws `database-…`. */
export function judgeAndCompare(
  { memberships, log, peers, store }: OwnLog,
  { data, logger }: Pick<LedgerOptions, 'data' | 'logger'>,
  closeLater: CloseLater,
): Judged {
  const ends: { between?: LogsBetween } = {}
  const standing = openStandingOf(store, join(data, 'standing.sqlite'))
  closeLater(() => standing.close())
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
  closeLater(() => followed.close())
  const { mirrors } = followed
  const between = openLogsBetween({
    data,
    own: standing,
    mirrors,
    signer: log,
    memberships: () => memberships.consortium.all(),
    logger,
  })
  closeLater(() => between.close())
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
  closeLater(() => judge.close())
  return { standing: between.standing, mirrors, between, judge }
}
