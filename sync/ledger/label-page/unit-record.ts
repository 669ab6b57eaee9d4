import type { Life } from '../../../core/lifecycle/life.ts'
import { type RecordSource, type Told, toldAt } from './told.ts'
import { timelineOf } from './unit-timeline.ts'

/** How a unit began and how it ended, in all logs at hand. */
export interface UnitBeginning {
  /** Its life in the log that has its beginning, or else in the first that knows it. */
  readonly life: Life | null
  /** The statement by which it began to live; null when none counts. */
  readonly commissioning: Told | null
  /** Logs that have a beginning of it: more than one of them is a conflict. */
  readonly beginnings: number
  /** How it ended, in whichever log; null while it has not. */
  readonly end: 'voided' | 'destroyed' | null
}

/** What is on record of a unit, in all logs at hand. */
export interface UnitRecord extends UnitBeginning {
  readonly timeline: readonly Told[]
  /** There are more statements than are told. */
  readonly more: boolean
  /** It, or the case or pallet that it is in, is on hold. */
  readonly onHold: boolean
  /** Some log has entries that are not judged yet: what is said here may not be all. */
  readonly behind: boolean
}

interface LifeThere {
  readonly source: RecordSource
  readonly life: Life
}

const livesOf = (sources: readonly RecordSource[], key: string): LifeThere[] =>
  sources.flatMap((source) => {
    const life = source.standing.life(key)
    return life === null ? [] : [{ source, life }]
  })

const mainOf = (lives: readonly LifeThere[]): LifeThere | null =>
  lives.find(({ life }) => life.born !== null) ?? lives[0] ?? null

/** How the unit with this canonical link began and ended. */
export function beginningOf(sources: readonly RecordSource[], key: string): UnitBeginning {
  const lives = livesOf(sources, key)
  const main = mainOf(lives)
  const born = main?.life.born ?? null
  return {
    life: main?.life ?? null,
    commissioning: main === null || born === null ? null : toldAt(main.source, born),
    beginnings: lives.filter(({ life }) => life.born !== null && life.state !== 'voided').length,
    end: endOf(
      main?.life ?? null,
      lives.map(({ life }) => life),
    ),
  }
}

/** All that the logs say of the unit with this canonical link. */
export function recordOf(sources: readonly RecordSource[], key: string): UnitRecord {
  const beginning = beginningOf(sources, key)
  const { told, more } = timelineOf(sources, key, beginning.commissioning)
  return {
    ...beginning,
    timeline: told,
    more,
    onHold: livesOf(sources, key).some(({ source, life }) => isOnHold(source, life)),
    behind: sources.some(({ log, standing }) => (log.latestCheckpoint()?.size ?? 0) > standing.size()),
  }
}

/** A label that was never applied is its own log's to say; whoever received a unit may have to end it. */
function endOf(main: Life | null, all: readonly Life[]): UnitBeginning['end'] {
  const states = all.map(({ state }) => state)
  if (states.includes('destroyed')) return 'destroyed'
  return main?.state === 'voided' || states.includes('decommissioned') ? 'voided' : null
}

const heldStates: readonly string[] = ['held', 'packed-held', 'held-on-pallet']
/** Unit → case → pallet. */
const AROUND_MAX = 2

function isOnHold(source: Pick<RecordSource, 'standing'>, life: Life, deep = AROUND_MAX): boolean {
  if (heldStates.includes(life.state)) return true
  const around = life.parent === null || deep === 0 ? null : source.standing.life(life.parent)
  return around !== null && isOnHold(source, around, deep - 1)
}
