import type { StationNotice } from '../../core/contract/station-notice.ts'
import type { Failure } from '../../core/errors/bondmark-error.ts'
import { type Code, codes } from '../../core/errors/codes.ts'
import { subjectOf } from '../../core/lifecycle/next-life.ts'
import type { StationStore } from '../store/station-store.ts'

/** Said of one conflict: what it is about, and what it is and what to do, in words. */
export interface NoticeTold {
  /** The unit, case, pallet or line; a Digital Link where it has one. */
  readonly about: string
  /** Origin of the log that holds the other statement. */
  readonly log: string
  readonly sentence: Failure
}

const keyOf = (kid: string) => `notices/${kid}`

/** Keeps what the ledger told of a key's statements, in place of what it told before: it always tells all. */
export function keepNotices(
  store: Pick<StationStore, 'settings'>,
  kid: string,
  notices: readonly StationNotice[],
): void {
  store.settings.set(keyOf(kid), notices)
}

/** What the ledger told last of this key's statements, signed as it came; nothing when it never told anything. */
export const keptNotices = (store: Pick<StationStore, 'settings'>, kid: string): readonly StationNotice[] =>
  store.settings.get<readonly StationNotice[]>(keyOf(kid)) ?? []

/** The words of a notice. */
export function noticeTold({ record }: StationNotice): NoticeTold {
  const { about } = record
  if (record.format === 'bondmark/log-conflict/1') {
    const { serial, sscc } = subjectOf(about, null)
    const detail = { about: about.includes('/21/') ? serial : sscc, there: memberOf(record.there.origin) }
    return { about, log: record.there.origin, sentence: { code: record.code, detail } }
  }
  const code = codes.find((each) => each === record.code)
  const detail = { ...subjectOf(about, null), ...record.detail }
  const sentence: Failure =
    code === undefined
      ? { code: 'station-notice', detail: { about: detail.serial } }
      : { code: code satisfies Code, detail }
  return { about, log: record.origin, sentence }
}

/** A member's name as it stands at the end of its log's origin, `{host}/bondmark/{org}`. */
const memberOf = (origin: string): string => origin.split('/').at(-1) ?? origin
