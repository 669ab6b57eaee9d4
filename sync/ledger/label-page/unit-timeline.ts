import { readInstant } from '../../../core/epcis/instant.ts'
import { readSteps } from '../../../core/lifecycle/read-steps.ts'
import { type RecordSource, type Told, toldAt } from './told.ts'

/** Statements on one page. */
const TOLD_MAX = 100
/** Statements that are read for one page, and places that are looked at in each case or pallet: whatever somebody has stated. */
const READ_MAX = 300
const PLACES_MAX = 1_000
/** Unit → case → pallet. */
const CONTAINERS_DEEP_MAX = 2

/** What the logs tell of a unit, in the order in which it is said to have happened. */
export interface UnitTimeline {
  readonly told: readonly Told[]
  /** There is more than is told. */
  readonly more: boolean
}

/** The statements that name the unit, and those about its case and pallet while it was in them. */
export function timelineOf(
  sources: readonly RecordSource[],
  key: string,
  commissioning: Told | null,
): UnitTimeline {
  const reading = { left: READ_MAX }
  const told = sources.flatMap((source) => toldIn(source, key, reading))
  const goods = commissioning === null ? null : goodsScanOf(commissioning)
  const all = goods === null ? told : [goods, ...told]
  return { told: inOrder(all).slice(0, TOLD_MAX), more: all.length > TOLD_MAX || reading.left <= 0 }
}

/** Within one log its order counts; between logs there is only what the statements themselves say of the time. */
function inOrder(all: readonly Told[]): Told[] {
  const isOneLog = all.every(({ source }) => source === all[0]?.source)
  return all.toSorted((a, b) => (isOneLog ? 0 : timeOf(a) - timeOf(b)) || a.leaf - b.leaf)
}

const timeOf = ({ payload: { eventTime, t } }: Told): number =>
  readInstant(String(eventTime ?? t ?? '').slice(0, 100)) ?? 0

/** How many statements may still be read. */
interface Reading {
  left: number
}

function toldIn(source: RecordSource, key: string, reading: Reading): Told[] {
  const own = source.standing.mentions(key, TOLD_MAX + 1).map((place) => toldAt(source, place))
  reading.left -= own.length
  const ofContainers = staysOf(own, key).flatMap((stay) =>
    toldDuring(source, stay, CONTAINERS_DEEP_MAX, reading),
  )
  const seen = new Set<number>()
  return [...own, ...ofContainers].filter(({ leaf }) => !seen.has(leaf) && seen.add(leaf))
}

/** While something was in a case or on a pallet: from one place of the log to another, or until now. */
interface Stay {
  readonly parent: string
  readonly from: number
  readonly to: number
}

/** Where the thing with this key was, by those statements that count. */
function staysOf(told: readonly Told[], key: string): Stay[] {
  const stays: Stay[] = []
  for (const { statement, payload, leaf, standing } of told) {
    if (standing !== 'valid' && standing !== 'conflicted') continue
    for (const step of readSteps(statement.contentType, payload).steps) {
      if (step.key !== key || step.parent === undefined) continue
      const open = stays.findIndex(
        ({ parent, to }) => parent === step.parent && to === Number.MAX_SAFE_INTEGER,
      )
      const at = stays[open]
      if (step.event === 'put-in' && at === undefined)
        stays.push({ parent: step.parent, from: leaf, to: Number.MAX_SAFE_INTEGER })
      else if (step.event === 'take-out' && at !== undefined) stays[open] = { ...at, to: leaf }
    }
  }
  return stays
}

/** What was stated of a case or pallet during a stay, and of the pallet that it stood on meanwhile. */
function toldDuring(
  source: RecordSource,
  { parent, from, to }: Stay,
  deep: number,
  reading: Reading,
): Told[] {
  const within: Told[] = []
  let end = to
  for (const place of source.standing.mentions(parent, PLACES_MAX)) {
    if (place <= from || place >= end || reading.left <= 0) continue
    reading.left -= 1
    const told = toldAt(source, place, 'container', parent)
    within.push(told)
    if (told.standing === 'valid' && isEmptying(told, parent)) end = place
  }
  if (deep <= 1) return within
  const above = staysOf(within, parent).map((stay) => ({ ...stay, to: Math.min(stay.to, end) }))
  return [...within, ...above.flatMap((stay) => toldDuring(source, stay, deep - 1, reading))]
}

const isEmptying = ({ statement, payload }: Told, parent: string): boolean =>
  readSteps(statement.contentType, payload).steps.some(
    ({ key, event }) => key === parent && event === 'empty',
  )

/** The goods scan that a label was bound to (FORMATS, "Flow of a unit"): how the goods came in. */
function goodsScanOf({ source, payload }: Told): Told | null {
  const id = payload['bm:bindingScan']
  if (typeof id !== 'string' || !/^[0-9a-f]{64}$/.test(id)) return null
  const leaf = source.log.leafOf(id)
  return leaf === null || leaf >= source.standing.size() ? null : toldAt(source, leaf, 'goods')
}
