import { readInstant } from '../../../core/epcis/instant.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import type { Life } from '../../../core/lifecycle/life.ts'
import { readSteps } from '../../../core/lifecycle/read-steps.ts'
import type { Standing } from '../../../core/lifecycle/standing.ts'
import { parseCanonical } from '../../../core/statement/canonical-json.ts'
import type { Statement } from '../../../core/statement/statement.ts'
import type { LogStore } from '../log-store.ts'
import type { StandingStore } from '../standing-store.ts'

/** Statements on one page, and what is read to find them: of a unit, and of each case or pallet it was in. */
export const TOLD_MAX = 100
/** Unit → case → pallet. */
const CONTAINERS_DEEP_MAX = 2

/** One log with what it is worth: this ledger's own, or one that it mirrors. */
export interface RecordSource {
  readonly origin: string
  readonly log: Pick<
    LogStore,
    'leafOf' | 'statementOf' | 'latestCheckpoint' | 'checkpointCovering' | 'node' | 'manifestsBehind'
  >
  readonly standing: Pick<StandingStore, 'life' | 'mentions' | 'statement' | 'standing' | 'size'>
}

/** A logged statement about a unit, or about what it was in at the time. */
export interface Told {
  readonly source: RecordSource
  readonly statement: Statement
  readonly leaf: number
  readonly standing: Standing
  /** `goods`: the scan of the goods that the label was bound to. */
  readonly about: 'unit' | 'container' | 'goods'
  /** The SSCC link of the case or pallet, where that is what was stated about. */
  readonly container: string | null
  /** The payload, whatever it holds. */
  readonly payload: Readonly<Record<string, unknown>>
}

/** What is on record of a unit, in all logs at hand. */
export interface UnitRecord {
  /** In the log that has its beginning, or else in the first that knows it. */
  readonly life: Life | null
  /** How it ended, in whichever log; null while it has not. */
  readonly end: 'voided' | 'destroyed' | null
  /** Logs that have a beginning of it: more than one of them is a conflict. */
  readonly beginnings: number
  /** The statement by which it began to live; null when none counts. */
  readonly commissioning: Told | null
  readonly timeline: readonly Told[]
  /** It, or the case or pallet that it is in, is on hold. */
  readonly onHold: boolean
  /** There are more statements than are told. */
  readonly more: boolean
  /** Some log has entries that are not judged yet: what is said here may not be all. */
  readonly behind: boolean
}

/** Collects what the logs say of the unit with this canonical link, in the order in which it is said to have happened. */
export function recordOf(sources: readonly RecordSource[], key: string): UnitRecord {
  const lives = sources.flatMap((source) => {
    const life = source.standing.life(key)
    return life === null ? [] : [{ source, life }]
  })
  const main = lives.find(({ life }) => life.born !== null) ?? lives[0] ?? null
  const born = main?.life.born ?? null
  const commissioning = main === null || born === null ? null : toldAt(main.source, born, 'unit', null)
  const told = sources.flatMap((source) => toldIn(source, key))
  const goods = commissioning === null ? null : goodsScanOf(commissioning)
  const all = goods === null ? told : [goods, ...told]
  return {
    life: main?.life ?? null,
    end: endOf(
      main?.life ?? null,
      lives.map(({ life }) => life),
    ),
    beginnings: lives.filter(({ life }) => life.born !== null && life.state !== 'voided').length,
    commissioning,
    timeline: inOrder(all).slice(0, TOLD_MAX),
    onHold: main !== null && isOnHold(main.source, main.life),
    more: all.length > TOLD_MAX,
    behind: sources.some(({ log, standing }) => (log.latestCheckpoint()?.size ?? 0) > standing.size()),
  }
}

/** A label that was never applied is its own log's to say; whoever received a unit may have to end it. */
function endOf(main: Life | null, all: readonly Life[]): UnitRecord['end'] {
  const states = all.map(({ state }) => state)
  if (states.includes('destroyed')) return 'destroyed'
  return main?.state === 'voided' || states.includes('decommissioned') ? 'voided' : null
}

const heldStates: readonly string[] = ['held', 'packed-held', 'held-on-pallet']

function isOnHold(
  { standing }: Pick<RecordSource, 'standing'>,
  life: Life,
  deep = CONTAINERS_DEEP_MAX,
): boolean {
  if (heldStates.includes(life.state)) return true
  const around = life.parent === null || deep === 0 ? null : standing.life(life.parent)
  return around !== null && isOnHold({ standing }, around, deep - 1)
}

/** Within one log its order counts; between logs there is only what the statements themselves say of the time. */
function inOrder(all: readonly Told[]): Told[] {
  const isOneLog = all.every(({ source }) => source === all[0]?.source)
  return all.toSorted((a, b) => (isOneLog ? 0 : timeOf(a) - timeOf(b)) || a.leaf - b.leaf)
}

const timeOf = ({ payload: { eventTime, t } }: Told): number =>
  readInstant(String(eventTime ?? t ?? '').slice(0, 100)) ?? 0

function toldIn(source: RecordSource, key: string): Told[] {
  const own = source.standing.mentions(key, TOLD_MAX + 1).map((place) => toldAt(source, place, 'unit', null))
  const ofContainers = staysOf(own, key).flatMap((stay) => toldDuring(source, stay, CONTAINERS_DEEP_MAX))
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
  return stays.slice(-TOLD_MAX)
}

/** What was stated of a case or pallet during a stay, and of the pallet that it stood on meanwhile. */
function toldDuring(source: RecordSource, { parent, from, to }: Stay, deep: number): Told[] {
  const within: Told[] = []
  let end = to
  for (const place of source.standing.mentions(parent, 2 * TOLD_MAX)) {
    if (place <= from || place >= end || within.length > TOLD_MAX) continue
    const told = toldAt(source, place, 'container', parent)
    within.push(told)
    if (told.standing === 'valid' && isEmptying(told, parent)) end = place
  }
  if (deep <= 1) return within
  const above = staysOf(within, parent).map((stay) => ({ ...stay, to: Math.min(stay.to, end) }))
  return [...within, ...above.flatMap((stay) => toldDuring(source, stay, deep - 1))]
}

const isEmptying = ({ statement, payload }: Told, parent: string): boolean =>
  readSteps(statement.contentType, payload).steps.some(
    ({ key, event }) => key === parent && event === 'empty',
  )

function toldAt(source: RecordSource, place: number, about: Told['about'], container: string | null): Told {
  const { id } = source.standing.statement(place)
  const statement = source.log.statementOf(id)
  if (statement === null) throw new Error(`statement ${place} of ${source.origin} is judged and not logged`)
  const standing = source.standing.standing(place) ?? 'malformed'
  return { source, statement, leaf: place, standing, about, container, payload: payloadOf(statement) }
}

/** The goods scan that a label was bound to (FORMATS, "Flow of a unit"): how the goods came in. */
function goodsScanOf({ source, payload }: Told): Told | null {
  const id = payload['bm:bindingScan']
  if (typeof id !== 'string' || !/^[0-9a-f]{64}$/.test(id)) return null
  const leaf = source.log.leafOf(id)
  return leaf === null || leaf >= source.standing.size() ? null : toldAt(source, leaf, 'goods', null)
}

function payloadOf({ payload }: Statement): Readonly<Record<string, unknown>> {
  try {
    const value = parseCanonical(payload)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : {}
  } catch (error) {
    if (error instanceof BondmarkError) return {}
    throw error
  }
}
