import type { OtherCountsView, OtherTallyView, SharedView } from '../../core/contract/shared-progress.ts'
import type { Failure } from '../../core/errors/bondmark-error.ts'
import { shareLine } from '../../core/lifecycle/line-elsewhere.ts'
import { COUNTED, type LineCounts, tallyKey } from '../../core/progress/line-tally.ts'
import { addCounts } from '../../core/progress/sum-tallies.ts'
import type { LineName } from '../store/plans.ts'
import type { ToldByOthers, ToldOfLine, ToldStation } from './told-by-others.ts'

/** A word that is older is said to be so. */
export const FRESH_MS = 3 * 60_000

/** This station's own knowledge of a line: what the others' words are put beside. */
export interface OwnLine extends LineName {
  readonly planned: number
  readonly received: number
  readonly short: number
  /** Of its plan in force. */
  readonly plan: string | null
}

/** What is known of the others, as of now. */
export interface KnownOfOthers {
  readonly told: ToldByOthers | null
  /** Whether the ledger has answered since this station started. */
  readonly isAsked: boolean
  /** Why the last try came to nothing. */
  readonly failure: Failure | null
  /** Unix ms. */
  readonly nowMs: number
}

/** What the other stations say of a line; null when they have said nothing of it. */
export function othersOf(line: OwnLine, { told, nowMs }: KnownOfOthers): OtherCountsView | null {
  const said = told?.lines[tallyKey(line)]
  if (!told || !said || said.length === 0) return null
  const stations = said.map((each) => tallyView(each, line, told, nowMs)).sort(byName)
  const sum = stations.reduce<LineCounts>(addCounts, {
    received: 0,
    labeled: 0,
    passed: 0,
    short: 0,
    damaged: 0,
  })
  return {
    ...sum,
    left: leftOf(line.planned, line.received + sum.received, line.short + sum.short),
    share: shareLine(line, countedOn(stations)),
    word: worst(stations.map(({ word }) => word)),
    stations,
  }
}

/** Whose words a closing may cite: a station that the ledger has set aside is not listened to, an old word is told as old. */
export const countedOn = (stations: readonly OtherTallyView[]): OtherTallyView[] =>
  stations.filter(({ word, received, short }) => word !== 'aside' && received + short > 0)

/**
 * Below zero only for units that have come: what one station calls missing may stand at another, and is then no unit
 * too many.
 */
function leftOf(planned: number, received: number, short: number): number {
  return received > planned ? planned - received : Math.max(0, planned - received - short)
}

function tallyView(each: ToldOfLine, line: OwnLine, told: ToldByOthers, nowMs: number): OtherTallyView {
  const station = told.stations.find(({ kid }) => kid === each.kid)
  const counts = Object.fromEntries(COUNTED.map((count) => [count, each[count]])) as LineCounts
  return {
    // A key from before a restore is heard no more: the ledger lists it only while it does.
    station: station?.name ?? each.kid.slice(0, 8),
    ...{ kid: each.kid, seq: each.seq, head: each.head },
    ...counts,
    planned: each.planned,
    revision: each.revision,
    planDiffers: line.plan !== null && each.plan !== line.plan,
    held: each.held,
    closed: each.closed,
    at: station?.at ?? null,
    word: wordOf(station, nowMs),
  }
}

/** How good a station's word is now. */
export function wordOf(station: ToldStation | undefined, nowMs: number): OtherTallyView['word'] {
  if (station?.setAside) return 'aside'
  // A clock that was put back makes a word old, not fresh for ever.
  return station && Math.abs(nowMs - Date.parse(station.at)) <= FRESH_MS ? 'fresh' : 'old'
}

const worst = (words: readonly OtherTallyView['word'][]): OtherTallyView['word'] =>
  words.find((word) => word === 'aside') ?? words.find((word) => word === 'old') ?? 'fresh'

const byName = (a: { station: string }, b: { station: string }): number => (a.station < b.station ? -1 : 1)

/** How the sharing goes; null where no other station was ever heard of. */
export function sharedViewOf({ told, isAsked, failure, nowMs }: KnownOfOthers): SharedView | null {
  if (!told || told.stations.length === 0) return null
  return {
    at: isAsked ? told.at : null,
    failure: failure && { code: failure.code, detail: { ...failure.detail } },
    stations: told.stations
      .map((station) => ({ station: station.name, at: station.at, word: wordOf(station, nowMs) }))
      .sort(byName),
  }
}
