import { existsSync, readFileSync } from 'node:fs'
import { readMembershipFile } from '../../core/membership/membership-file.ts'
import { readStatement } from '../../core/statement/statement.ts'
import { RELEASE_DAY } from '../../core/time/release-day.ts'
import type { Clock } from '../../platform/clock/clock.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { CONFIRMED_TIME } from '../station/clock-keys.ts'
import { type KnownAtOpening, WatchedClock } from '../station/watched-clock.ts'
import type { StationStore } from '../store/station-store.ts'

/** A station's clock, held against what its store and its membership know. Throws what reading the membership throws. */
export function watchClock(clock: Clock, store: StationStore, membership: string): WatchedClock {
  const watched = new WatchedClock(clock, knownTime(store, membership))
  store.onTransactionEnd((isDurable) => watched.settle(isDurable))
  return watched
}

/** What a store and its membership file know of the time. Throws what reading the membership throws. */
export function knownTime(store: StationStore, membership: string): KnownAtOpening {
  const lastT = store.statements.lastTime()
  const recordedMs = store.settings.replayedUntil()
  const confirmed = store.settings.get<string>(CONFIRMED_TIME)
  return {
    lastT,
    lastIsRecorded: lastT !== null && recordedMs !== null && Date.parse(lastT) <= recordedMs,
    bounds: {
      releasedMs: Date.parse(RELEASE_DAY),
      membershipMs: signedMs(membership),
      confirmedMs: confirmed === null ? null : Date.parse(confirmed),
    },
  }
}

/** When the newest statement of a membership file says that it was signed; whose it is, is judged elsewhere. */
function signedMs(file: string): number | null {
  if (!existsSync(file)) return null
  const times = readMembershipFile(readFileSync(file, 'utf8')).map(
    (bytes) => readStatement(bytes, sha256Native).iat,
  )
  return Math.max(...times) * 1000
}
