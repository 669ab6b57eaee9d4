import { Seeded } from './seeded.ts'

/** A stint of work at a station: so many statements, sealed at once. */
export interface Work {
  readonly atMs: number
  readonly station: string
  readonly count: number
}

/** What goes wrong, and when. Names are those of machines. */
export type Fault =
  | { readonly kind: 'kill'; readonly atMs: number; readonly machine: string; readonly downMs: number }
  /** Killed before the effect that comes after so many others. */
  | {
      readonly kind: 'kill-at-effect'
      readonly atMs: number
      readonly machine: string
      readonly effects: number
      readonly downMs: number
    }
  | {
      readonly kind: 'part'
      readonly atMs: number
      readonly from: string
      readonly to: string
      readonly isOneWay: boolean
      readonly forMs: number
    }
  | { readonly kind: 'clock'; readonly atMs: number; readonly machine: string; readonly byMs: number }
  | {
      readonly kind: 'slow-disk'
      readonly atMs: number
      readonly machine: string
      readonly writeMs: number
      readonly forMs: number
    }
  | { readonly kind: 'full-disk'; readonly atMs: number; readonly machine: string; readonly forMs: number }
  | {
      readonly kind: 'weather'
      readonly atMs: number
      readonly delayMsMax: number
      readonly loss: number
      readonly duplicate: number
      readonly cut: number
      readonly meddle: number
    }

/** What somebody does who cheats, or who put back an old copy and does not know what that does. */
export type Hostile =
  | {
      readonly kind: 'restored-station' | 'restored-ledger' | 'restored-witness'
      readonly machine: string
      /** When the copy is made that is put back later. */
      readonly copyAtMs: number
      readonly backAtMs: number
    }
  /** A ledger that keeps two logs under one name and shows each caller one of them. */
  | {
      readonly kind: 'split-view'
      readonly machine: string
      /** Its witnesses sign whatever it wants. */
      readonly isColluding: boolean
    }

/** A whole run, decided by its seed: who there is, what they do, what goes wrong. */
export interface Plan {
  readonly seed: number
  /** Stations of each member. */
  readonly members: readonly { readonly name: string; readonly stations: readonly string[] }[]
  readonly witnesses: readonly string[]
  readonly work: readonly Work[]
  readonly faults: readonly Fault[]
  readonly hostile: Hostile | null
  /** How many of the witnesses must have cosigned. */
  readonly k: number
}

/** Work and faults end here; then everything is healed. */
export const TROUBLE_MS = 60_000

const faultKinds = ['kill', 'kill-at-effect', 'part', 'clock', 'slow-disk', 'full-disk', 'weather'] as const

/** The plan of a seed. Each kind of fault is in some runs and not in others, so that none hides another. */
export function drawPlan(seed: number): Plan {
  const chance = new Seeded(`plan/${seed}`)
  const isHostile = chance.chance(0.3)
  const memberCount = isHostile ? chance.int(2, 3) : chance.pick([1, 1, 1, 2])
  const members = Array.from({ length: memberCount }, (_, n) => ({
    name: `ledger-${'abc'[n]}`,
    stations: Array.from(
      { length: isHostile && n === 0 ? 2 : chance.int(1, 2) },
      (_, s) => `${'abc'[n]}${s + 1}`,
    ),
  }))
  const witnesses = Array.from({ length: chance.int(1, 3) }, (_, n) => `witness-${n + 1}`)
  const stations = members.flatMap(({ stations }) => stations)
  const work = Array.from({ length: chance.int(2, 5) }, () => ({
    atMs: chance.int(0, TROUBLE_MS - 10_000),
    station: chance.pick(stations),
    // Seldom one that travels in two pieces.
    count: chance.chance(0.01) ? chance.int(101, 120) : chance.int(1, 3),
  }))
  const machines = [...members.map(({ name }) => name), ...witnesses, ...stations]
  const kinds = faultKinds.filter(() => chance.chance(0.5))
  const faults = kinds.flatMap((kind) =>
    Array.from({ length: chance.int(1, 3) }, () => drawFault(kind, chance, machines)),
  )
  const hostile = isHostile ? drawHostile(chance, members, witnesses) : null
  const k = chance.int(Math.floor(witnesses.length / 2) + 1, witnesses.length)
  const more = hostile === null ? [] : workAround(hostile, chance, members)
  return { seed, members, witnesses, work: [...work, ...more], faults, hostile, k }
}

function drawHostile(chance: Seeded, members: Plan['members'], witnesses: readonly string[]): Hostile {
  const [first] = members
  if (first === undefined) throw new RangeError('no members')
  const { name, stations } = first
  const kind = chance.pick([
    'restored-station',
    'restored-station',
    'restored-ledger',
    'restored-ledger',
    'split-view',
    'split-view',
    'restored-witness',
  ] as const)
  if (kind === 'split-view') return { kind, machine: name, isColluding: chance.chance(0.5) }
  const copyAtMs = chance.int(5_000, 30_000)
  const backAtMs = chance.int(copyAtMs + 1_000, TROUBLE_MS - 10_000)
  const machines = { 'restored-station': stations, 'restored-ledger': [name], 'restored-witness': witnesses }
  return { kind, machine: chance.pick(machines[kind]), copyAtMs, backAtMs }
}

/** What must be done for a hostile act to have any effect: something that it takes back, something in its place. */
function workAround(hostile: Hostile, chance: Seeded, members: Plan['members']): Work[] {
  const [first] = members
  const member = members.find(({ name, stations }) => [name, ...stations].includes(hostile.machine)) ?? first
  const stations = member?.stations ?? []
  if (hostile.kind === 'split-view')
    return stations.map((station) => ({ atMs: chance.int(0, 20_000), station, count: 1 }))
  const station = stations.includes(hostile.machine) ? hostile.machine : chance.pick(stations)
  const { copyAtMs, backAtMs } = hostile
  return [
    { atMs: chance.int(copyAtMs, copyAtMs + 900), station, count: chance.int(1, 2) },
    { atMs: chance.int(backAtMs + 1, backAtMs + 9_000), station, count: chance.int(1, 2) },
  ]
}

function drawFault(kind: Fault['kind'], chance: Seeded, machines: readonly string[]): Fault {
  const atMs = chance.int(0, TROUBLE_MS - 1_000)
  const machine = chance.pick(machines)
  const downMs = chance.int(1, 8_000)
  const forMs = chance.int(500, 30_000)
  switch (kind) {
    case 'kill':
      return { kind, atMs, machine, downMs }
    case 'kill-at-effect':
      return { kind, atMs, machine, effects: chance.int(0, 25), downMs }
    case 'part':
      return {
        kind,
        atMs,
        from: machine,
        to: chance.pick(machines.filter((each) => each !== machine)),
        isOneWay: chance.chance(0.3),
        forMs,
      }
    case 'clock':
      return { kind, atMs, machine, byMs: chance.int(-3 * 86_400_000, 3 * 86_400_000) }
    case 'slow-disk':
      return { kind, atMs, machine, writeMs: chance.int(5, 4_000), forMs }
    case 'full-disk':
      return { kind, atMs, machine: chance.pick(machines.filter((name) => name.includes('-'))), forMs }
    case 'weather':
      return {
        kind,
        atMs,
        delayMsMax: chance.int(1, 2_000),
        loss: chance.pick([0, 0, 0.05, 0.3]),
        duplicate: chance.pick([0, 0.2, 0.5]),
        cut: chance.pick([0, 0, 0.02, 0.1]),
        meddle: chance.pick([0, 0, 0, 0.03]),
      }
  }
}
