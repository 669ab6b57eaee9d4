import { makeMember, witnessParty } from './consortium.ts'
import { makeLedger } from './ledger-machine.ts'
import { ProcessKilled } from './life.ts'
import type { Machine } from './machine.ts'
import { Network } from './network.ts'
import { type Fault, type Hostile, type Plan, TROUBLE_MS } from './plan.ts'
import type { Planted } from './planted-faults.ts'
import { sealedOff } from './sealed-off.ts'
import { makeStation, type Station } from './station-machine.ts'
import { Watcher } from './watcher.ts'
import { fairWeather } from './weather.ts'
import { makeWitness } from './witness-machine.ts'
import { World } from './world.ts'

/** When everything must have its answer after it was healed. */
const QUIET_MS_MAX = 30 * 60_000

/** Sessions that are answered end, and what they logged is judged. */
const SETTLING_MS = 5_000

export interface SimulateOptions {
  readonly planted?: Planted
  readonly isTraceKept?: boolean
}

/** How a run went. */
export interface Outcome {
  readonly plan: Plan
  /** What must never be, and was; empty when all is well. */
  readonly wrongs: readonly string[]
  /** Hex SHA-256 of the trace. */
  readonly hash: string
  /** The trace, when it was kept. */
  readonly lines: readonly string[]
  readonly steps: number
  readonly receipts: number
  /** Codes of failures that stations met on their way. */
  readonly met: ReadonlyMap<string, number>
  /** What was proven against those who cheat. */
  readonly proven: ReadonlySet<string>
}

/** Runs a plan to its end: everything that it does is decided by the plan and its seed. */
export async function simulate(plan: Plan, options: SimulateOptions = {}): Promise<Outcome> {
  const world = new World(`run/${plan.seed}`, options.isTraceKept ?? false)
  const network = new Network(world)
  const watcher = new Watcher(world)
  const { machines, stations } = build(world, network, plan, watcher, options.planted ?? {})
  const run = async () => {
    for (const machine of machines.values()) machine.start()
    for (const { atMs, station, count } of plan.work)
      world.scheduler.after(atMs, () => stations.get(station)?.work(count))
    if (plan.hostile !== null) turnHostile(plan.hostile, world, watcher, machines)
    for (const fault of plan.faults)
      world.scheduler.after(fault.atMs, () => inflict(fault, world, network, machines))
    await world.scheduler.run(TROUBLE_MS)
    heal(world, network, machines)
    const isQuiet = () =>
      watcher.isMirrored() &&
      watcher.isJudged() &&
      [...stations].every(([name, station]) => !watcher.isOwedReceipts(name) || station.isSettled())
    await world.scheduler.run(TROUBLE_MS + QUIET_MS_MAX, isQuiet)
    // What is still on its way, and judging, come to their end.
    await world.scheduler.run(world.scheduler.nowMs + SETTLING_MS)
    // Those who are owed nothing may have added something meanwhile.
    await world.scheduler.run(world.scheduler.nowMs + QUIET_MS_MAX, isQuiet)
    watcher.atEnd(plan.seed % 4 === 0)
  }
  try {
    await sealedOff(
      run,
      (what) => world.wrong(`${what} was used, which no seed decides`),
      (error) => {
        // What a dead process leaves behind is nobody's failure.
        if (!(error instanceof ProcessKilled)) world.surprise('a process', error)
      },
    )
  } finally {
    for (const machine of machines.values()) machine.disk.close()
  }
  const receipts = [...watcher.stations.values()].reduce((sum, { receipts }) => sum + receipts.size, 0)
  const { steps } = world.scheduler
  return {
    plan,
    wrongs: world.wrongs,
    hash: world.trace.hash(),
    lines: world.trace.lines,
    steps,
    receipts,
    met: watcher.met,
    proven: watcher.proven,
  }
}

function build(world: World, network: Network, plan: Plan, watcher: Watcher, planted: Planted) {
  const { k } = plan
  const machines = new Map<string, Machine>()
  const stations = new Map<string, Station>()
  const add = (machine: Machine) => void machines.set(machine.name, machine)
  const witnesses = plan.witnesses.map((name) => ({ name, party: witnessParty(name) }))
  const parties = witnesses.map(({ party }) => party)
  const members = plan.members.map((each) => ({
    ...each,
    member: makeMember(each.name, each.stations.length, parties),
  }))
  const isColluding = plan.hostile?.kind === 'split-view' && plan.hostile.isColluding
  const logVkeys = members.map(({ member }) => member.logVkey)
  for (const { name, party } of witnesses) {
    const machine = makeWitness(world, network, name, { party, logVkeys, watcher, planted, isColluding })
    watcher.watchWitness(machine)
    add(machine)
  }
  for (const { name, member, stations: names } of members) {
    const isSplit = plan.hostile?.kind === 'split-view' && plan.hostile.machine === name
    const others = members
      .filter((other) => other.name !== name)
      .map(({ name, member: { logVkey } }) => ({ name, logVkey }))
    const ledger = makeLedger(world, network, name, {
      member,
      witnesses,
      watcher,
      planted,
      k,
      isSplit,
      others,
    })
    watcher.watchLedger(ledger, member, !isSplit)
    if (isSplit && isColluding) watcher.expectFork(name)
    add(ledger)
    for (const [at, stationName] of names.entries()) {
      const party = member.stations[at]
      if (party === undefined) continue
      const shared = { member, ledger: name, witnesses: parties, k, watcher, planted }
      const station = makeStation(world, network, stationName, { party, ...shared })
      watcher.watchStation(station.machine, name)
      stations.set(stationName, station)
      add(station.machine)
    }
  }
  return { machines, stations }
}

function inflict(fault: Fault, world: World, network: Network, machines: ReadonlyMap<string, Machine>): void {
  const { scheduler } = world
  const machine = machines.get('machine' in fault ? fault.machine : 'from' in fault ? fault.from : '')
  switch (fault.kind) {
    case 'kill':
      machine?.kill()
      return void scheduler.after(fault.downMs, () => machine?.start())
    case 'kill-at-effect':
      machine?.killAtEffect(fault.effects, () => scheduler.after(fault.downMs, () => machine.start()))
      return
    case 'part': {
      const to = machines.get(fault.to)
      if (machine === undefined || to === undefined) return
      world.say('network', `parts ${machine.name} from ${to.name}${fault.isOneWay ? ', one way' : ''}`)
      network.part(machine, to)
      if (!fault.isOneWay) network.part(to, machine)
      return void scheduler.after(fault.forMs, () => network.join(machine, to))
    }
    case 'clock':
      world.say(fault.machine, `clock jumps by ${fault.byMs} ms`)
      if (machine !== undefined) machine.clockOffsetMs += fault.byMs
      return
    case 'slow-disk':
      world.say(fault.machine, `disk takes ${fault.writeMs} ms a write`)
      if (machine !== undefined) machine.writeMs = fault.writeMs
      return void scheduler.after(fault.forMs, () => {
        if (machine !== undefined) machine.writeMs = 0
      })
    case 'full-disk':
      world.say(fault.machine, 'disk is full')
      if (machine !== undefined) machine.isDiskFull = true
      return void scheduler.after(fault.forMs, () => {
        if (machine !== undefined) machine.isDiskFull = false
      })
    case 'weather':
      world.say('network', 'has other weather')
      network.weather = { ...fairWeather, ...fault }
  }
}

function turnHostile(
  hostile: Hostile,
  world: World,
  watcher: Watcher,
  machines: ReadonlyMap<string, Machine>,
): void {
  const machine = machines.get(hostile.machine)
  if (hostile.kind === 'split-view' || machine === undefined) return
  let copy: ReturnType<Machine['disk']['copy']> = new Map()
  world.scheduler.after(hostile.copyAtMs, () => {
    copy = machine.disk.copy()
  })
  world.scheduler.after(hostile.backAtMs, () => {
    world.say(machine.name, `is put back to what it was at ${hostile.copyAtMs} ms`)
    watcher.distrust(machine.name)
    machine.kill()
    machine.disk.restore(copy)
    machine.start()
  })
}

/** From here on nothing goes wrong any more. */
function heal(world: World, network: Network, machines: ReadonlyMap<string, Machine>): void {
  world.say('everything', 'is healed')
  network.heal()
  network.weather = { ...fairWeather }
  for (const machine of machines.values()) {
    machine.writeMs = 0
    machine.isDiskFull = false
    machine.killAtEffect(Number.POSITIVE_INFINITY, () => undefined)
    machine.start()
  }
}
