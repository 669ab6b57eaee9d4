import { createHash } from 'node:crypto'
import { fromBase64Url } from '../../../core/encoding/base64.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import type { TracedStatement } from '../../../core/lifecycle/life.ts'
import { takeStatement } from '../../../core/lifecycle/take-statement.ts'
import { parseVkey } from '../../../core/log/vkey.ts'
import { whyMayNotState } from '../../../core/membership/may-state.ts'
import { keyOf, type Membership } from '../../../core/membership/membership.ts'
import { readStatement } from '../../../core/statement/statement.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import { sha256Native } from '../../../platform/keys/sha256.ts'
import { markingBook } from '../standing/judge-entries.ts'
import { type ReadEntry, readEntry } from '../standing/read-entry.ts'
import type { StandingStore } from '../standing/standing-store.ts'
import type { MirroredLog } from './mirror-log.ts'
import type { MirrorStore } from './mirror-store.ts'

/** What a mirrored log's lives are folded from. */
export interface FoldedMirror {
  readonly log: Pick<MirroredLog, 'vkeys'>
  readonly store: Pick<MirrorStore, 'entries' | 'size'>
  readonly standing: StandingStore
}

/**
 * Folds up to `count` entries of a mirrored log into its lives, by themselves and in that log's order, and marks what
 * changed. A statement counts only when its signature is its key's, and a membership that lists this log lists the key for
 * it: what a log has entered for strangers, twice, or unread says nothing. With `patient` it stops before the first
 * statement of a key that is in no list. Answers how many were folded.
 */
export function foldMirror(
  mirror: FoldedMirror,
  memberships: readonly Membership[],
  count: number,
  patient = false,
): number {
  const { log, store, standing } = mirror
  const from = standing.size()
  const entries = store.entries(from, Math.min(count, Math.max(0, store.size() - from)))
  const homes = memberships.filter((membership) => listsLog(membership, log.vkeys))
  const unlisted = patient ? entries.findIndex((bytes) => isUnlisted(bytes, homes)) : -1
  if (unlisted >= 0) entries.length = unlisted
  standing.transaction(() => {
    entries.forEach((bytes, n) => {
      foldEntry(mirror, homes, from + n, bytes)
    })
  })
  return entries.length
}

/** Whether it is a statement of a key that none of these lists. */
function isUnlisted(bytes: Uint8Array, homes: readonly Membership[]): boolean {
  try {
    const { kid } = readStatement(bytes, sha256Native)
    return homes.every((membership) => keyOf(membership, kid) === null)
  } catch (error) {
    if (error instanceof BondmarkError) return false
    throw error
  }
}

function foldEntry(
  { store, standing }: FoldedMirror,
  homes: readonly Membership[],
  place: number,
  bytes: Uint8Array,
): void {
  const read = readLawful(standing, homes, place, bytes)
  standing.addStatement(read.known, new Set(read.traced.steps.map(({ key }) => key)))
  const again = (at: number): TracedStatement => {
    const [entry] = store.entries(at, 1)
    if (entry === undefined) throw new RangeError(`no entry ${at}`)
    return readEntry(at, entry).traced
  }
  const book = markingBook(standing.book(again), standing)
  for (const taken of takeStatement(book, read.traced)) standing.setFindings(taken.place, taken.findings)
}

function readLawful(
  standing: StandingStore,
  homes: readonly Membership[],
  place: number,
  bytes: Uint8Array,
): ReadEntry {
  try {
    const statement = readStatement(bytes, sha256Native)
    const { id, kid } = statement
    const lawful =
      standing.placeOf(id) === null &&
      homes.some((membership) => {
        const key = keyOf(membership, kid)
        if (key === null || whyMayNotState(membership, key, statement) !== null) return false
        return verifyEd25519(fromBase64Url(key.key), statement.toBeSigned, statement.signature)
      })
    if (lawful) return readEntry(place, bytes)
  } catch (error) {
    if (!(error instanceof BondmarkError)) throw error
  }
  // Counted, so that the places stay the log's, under a name that no statement has.
  const id = createHash('sha256').update(`no statement ${place}`).digest('hex')
  const kid = '0'.repeat(64)
  return {
    known: { place, id, kid, malformed: [{ code: 'entry-of-another', detail: { id } }], failures: [] },
    traced: { place, kid, steps: [] },
  }
}

function listsLog({ payload }: Membership, vkeys: readonly string[]): boolean {
  const keys = vkeys.map(parseVkey)
  return payload.keys.some(
    (key) =>
      key.use === 'log' &&
      keys.some(
        ({ name, publicKey }) => name === key.name && Buffer.from(publicKey).equals(fromBase64Url(key.key)),
      ),
  )
}
