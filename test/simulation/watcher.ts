import { toHex } from '../../core/encoding/hex.ts'
import { type Checkpoint, parseCheckpoint } from '../../core/log/checkpoint.ts'
import { proveFork, readForkProof, writeForkProof } from '../../core/log/fork-proof.ts'
import { Frontier } from '../../core/log/frontier.ts'
import type { NoteSigner } from '../../core/log/note.ts'
import { parseNote } from '../../core/log/note-text.ts'
import { parseTlogProof } from '../../core/log/tlog-proof.ts'
import { leafMessage } from '../../core/log/tree-hash.ts'
import { readEquivocationProof } from '../../core/statement/equivocation.ts'
import { readStatement } from '../../core/statement/statement.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import type { Database } from '../../platform/sqlite/open-database.ts'
import type { SealedBatch } from '../../sync/documents/batch-document.ts'
import type { Receipt } from '../../sync/documents/receipts-document.ts'
import { originHash } from '../../sync/ledger/witness/witness-pages.ts'
import { parseWitnessRequest } from '../../sync/ledger/witness/witness-request.ts'
import type { RefusedStatement } from '../../sync/replication/station-session.ts'
import type { Member } from './consortium.ts'
import { judgedOtherwise } from './judged-anew.ts'
import { LogMemory, latestCheckpointSize } from './log-memory.ts'
import { rowsOf } from './look-up.ts'
import type { Machine } from './machine.ts'
import type { World } from './world.ts'

/** A ledger as the watcher knows it. */
interface WatchedLedger {
  readonly machine: Machine
  readonly origin: string
  readonly log: NoteSigner
  readonly logVkey: string
  readonly memory: LogMemory
  /** False for one whose member cheats: then only what others hold of it must be of one piece. */
  isHonest: boolean
  /** The largest checkpoint that a station holds receipts under. */
  givenOut: number
}

interface WatchedStation {
  readonly machine: Machine
  readonly ledger: string
  isHonest: boolean
  readonly stated: Map<string, Uint8Array>
  /** Statement id to the receipt that the station has kept. */
  readonly receipts: Map<string, string>
  readonly refused: Map<string, string>
}

/** Sees everything and knows what must never be. It looks at what is durable and at what others were given, no more. */
export class Watcher {
  readonly #world: World
  readonly ledgers = new Map<string, WatchedLedger>()
  readonly stations = new Map<string, WatchedStation>()
  readonly #witnesses = new Map<string, Machine>()
  /** `origin size` to the root that a witness has signed for it, of each witness. */
  readonly #cosigned = new Map<string, Map<string, string>>()
  /** Codes of failures that stations met, for a run's account. */
  readonly met = new Map<string, number>()
  /** What was proven against those who cheat, each kind once. */
  readonly proven = new Set<string>()
  readonly #colluding = new Set<string>()
  /** Witnesses that may hold less than they have signed. */
  readonly #putBack = new Set<string>()
  /** Machine and file of a mirror to the size that it has reached. */
  readonly #mirrored = new Map<string, number>()
  /** `origin size` to the checkpoints that a log asked to be cosigned. */
  readonly #asked = new Map<string, Map<string, string>>()

  constructor(world: World) {
    this.#world = world
  }

  watchLedger(machine: Machine, { log, logVkey }: Member, isHonest: boolean): void {
    const memory = new LogMemory()
    this.ledgers.set(machine.name, { machine, log, origin: log.name, logVkey, isHonest, memory, givenOut: 0 })
  }

  watchStation(machine: Machine, ledger: string): void {
    const [stated, receipts, refused] = [new Map(), new Map(), new Map()]
    this.stations.set(machine.name, { machine, ledger, isHonest: true, stated, receipts, refused })
  }

  watchWitness(machine: Machine): void {
    this.#witnesses.set(machine.name, machine)
    this.#cosigned.set(machine.name, new Map())
  }

  /** From now on this one may do anything, and is owed nothing. */
  distrust(name: string): void {
    this.#putBack.add(name)
    const watched = this.ledgers.get(name) ?? this.stations.get(name)
    if (watched !== undefined) watched.isHonest = false
  }

  /** Whether a station must have its receipts in the end: it and its ledger do what they should. */
  isOwedReceipts(name: string): boolean {
    const { isHonest, ledger } = this.#station(name)
    return isHonest && this.#plain(ledger).isHonest
  }

  /** A ledger has committed something. */
  logGrew(name: string): void {
    const { memory, isHonest, db } = this.#ledger(name)
    if (!isHonest || db === null) return
    for (const wrong of memory.grow(db)) this.#world.wrong(`${name}: ${wrong}`)
  }

  /** A ledger has opened what it holds. */
  ledgerStarted(name: string): void {
    const { memory, isHonest, db, givenOut } = this.#ledger(name)
    if (!isHonest || db === null) return
    for (const wrong of memory.compare(db)) this.#world.wrong(`${name}: ${wrong}`)
    if (latestCheckpointSize(db) < givenOut)
      this.#world.wrong(`${name} has forgotten the checkpoint of ${givenOut} that it gave receipts under`)
  }

  /** A witness has opened what it holds. */
  witnessStarted(name: string): void {
    if (this.#putBack.has(name)) return
    const db = this.#witnesses.get(name)?.disk.look('witness.sqlite')
    for (const key of this.#cosigned.get(name)?.keys() ?? []) {
      const [origin = '', size = ''] = key.split(' ')
      const kept = db?.prepare<[string], number>('SELECT size FROM logs WHERE origin = ?').pluck().get(origin)
      if ((kept ?? 0) < Number(size))
        this.#world.wrong(`${name} holds ${kept ?? 0} of ${origin} and has signed ${size}`)
    }
  }

  /** A log wants a checkpoint cosigned; two of one size that differ are proof against it. */
  asked(body: string): void {
    const note = parseWitnessRequest(body)?.checkpoint
    if (note === undefined) return
    const { origin, size, root } = parseCheckpoint(parseNote(note).text)
    const views = this.#asked.get(`${origin} ${size}`) ?? new Map<string, string>()
    views.set(toHex(root), note)
    this.#asked.set(`${origin} ${size}`, views)
    const [first, second] = views.values()
    const ledger = [...this.ledgers.values()].find((each) => each.origin === origin)
    if (first === undefined || second === undefined || ledger === undefined) return
    if (ledger.isHonest) this.#world.wrong(`${origin} has signed two views at ${size}`)
    const proof = proveFork([first, second], [], [ledger.logVkey], verifyEd25519)
    if (proof === null) this.#world.wrong(`two views of ${origin} at ${size} prove nothing`)
    else {
      readForkProof(writeForkProof(proof), verifyEd25519)
      this.proven.add('split view')
    }
  }

  /** A witness has signed what this request asks for. */
  cosigned(name: string, body: string): void {
    const checkpoint = parseWitnessRequest(body)?.checkpoint ?? ''
    const { origin, size, root } = parseCheckpoint(parseNote(checkpoint).text)
    const signed = this.#cosigned.get(name)
    const key = `${origin} ${size}`
    const before = signed?.get(key)
    if (before !== undefined && before !== toHex(root))
      this.#world.wrong(`${name} has signed two views of ${key}`)
    signed?.set(key, toHex(root))
    this.#checkView(`${name} signed`, origin, size, toHex(root))
  }

  /** A ledger has committed something to its mirror of another log. */
  mirrorGrew(name: string, file: string): void {
    const db = this.#plain(name).machine.disk.look(file)
    const source = [...this.ledgers.values()].find(({ origin }) => `${originHash(origin)}.sqlite` === file)
    if (db === null || source === undefined || !source.isHonest || !this.#plain(name).isHonest) return
    const { size, note } = newestCheckpoint(db)
    const before = this.#mirrored.get(`${name} ${file}`) ?? 0
    if (size === before) return
    this.#mirrored.set(`${name} ${file}`, size)
    if (size < before) this.#world.wrong(`${name} mirrored ${before} of ${source.origin} and now ${size}`)
    if (rootOfEntries(db, size) !== source.memory.rootAt(size) || note === '')
      this.#world.wrong(`${name} mirrors another log than ${source.origin} at ${size}`)
  }

  /** This one shows two views that enough witnesses have signed: no receipt can be saved, and the proof must be found. */
  expectFork(name: string): void {
    this.#colluding.add(name)
  }

  /** True unless both views are public and two honest members who compare theirs hold no proof yet. */
  #isForkProven(name: string): boolean {
    const { machine, origin } = this.#plain(name)
    if (publicSize(machine) === 0 || publicSize(machine, 'second-log.sqlite') === 0) return true
    const members = [...this.ledgers.values()].filter(({ isHonest }) => isHonest)
    if (members.length < 2) return true
    const proofs = members.flatMap((member) => {
      const db = member.machine.disk.look(`${originHash(origin)}.sqlite`)
      return db === null ? [] : rowsOf<{ proof: Buffer }>(db, 'SELECT proof FROM forks')
    })
    for (const { proof } of proofs) readForkProof(new Uint8Array(proof), verifyEd25519)
    if (proofs.length > 0) this.proven.add('fork of a mirrored log')
    return proofs.length > 0
  }

  /** Whether every honest member mirrors all that every other honest one has made public, and has compared it. */
  isMirrored(): boolean {
    return (
      this.#missingMirrors().length === 0 && [...this.#colluding].every((name) => this.#isForkProven(name))
    )
  }

  /** Whether every honest ledger has judged all that is public of its log. */
  isJudged(): boolean {
    return [...this.ledgers.values()].every(
      ({ isHonest, machine }) => !isHonest || judgedCount(machine) === publicSize(machine),
    )
  }

  #missingMirrors(): string[] {
    const honest = [...this.ledgers.values()].filter(({ isHonest }) => isHonest)
    return honest.flatMap(({ machine, origin }) =>
      honest
        .filter((source) => source.origin !== origin)
        .filter((source) => this.#mirroredSize(machine, source.origin) < publicSize(source.machine))
        .map((source) => `${machine.name} does not mirror all of ${source.machine.name}`),
    )
  }

  #mirroredSize(machine: Machine, origin: string): number {
    const db = machine.disk.look(`${originHash(origin)}.sqlite`)
    return db === null ? 0 : newestCheckpoint(db).size
  }

  stationStarted(name: string): void {
    const station = this.#station(name)
    if (!station.isHonest) return
    const db = station.machine.disk.look('station.sqlite')
    const kept = new Map(
      db
        ?.prepare<[], { id: string; proof: string }>('SELECT id, proof FROM receipts')
        .all()
        .map(({ id, proof }) => [id, proof]),
    )
    for (const [id, proof] of station.receipts)
      if (kept.get(id) !== proof) this.#world.wrong(`${name} has lost the receipt of ${id.slice(0, 8)}`)
  }

  /** A station holds these statements durably. */
  stated(name: string, { statements, manifest }: SealedBatch): void {
    for (const { id, bytes } of [...statements, manifest]) this.#station(name).stated.set(id, bytes)
  }

  /** A station holds these receipts durably; one that it had before stays what it was. */
  kept(name: string, receipts: readonly Receipt[]): void {
    const station = this.#station(name)
    for (const { id, proof } of receipts) {
      const before = station.receipts.get(id)
      if (before === undefined) station.receipts.set(id, proof)
      else if (before !== proof && this.#plain(station.ledger).isHonest)
        this.#world.wrong(`${name} was given two receipts for ${id.slice(0, 8)}`)
      this.#checkReceipt(name, station.ledger, id, proof)
    }
  }

  /** A station holds this answer durably. */
  settled(
    name: string,
    batch: SealedBatch,
    receipts: readonly Receipt[],
    refused: readonly RefusedStatement[],
  ): void {
    const station = this.#station(name)
    this.kept(name, receipts)
    for (const { id, code } of refused) {
      station.refused.set(id, code)
      if (code === 'entry-equivocation') this.#checkProof(name, batch, id)
      if (this.isOwedReceipts(name))
        this.#world.wrong(`${name} was refused ${id.slice(0, 8)} of batch ${batch.n}: ${code}`)
    }
  }

  stationMet(code: string): void {
    this.met.set(code, (this.met.get(code) ?? 0) + 1)
  }

  /** What must be when everything is healed and quiet. Judging anew takes as long as all the rest. */
  atEnd(isJudgedAnew: boolean): void {
    for (const [name, { isHonest, memory, db }] of [...this.ledgers.keys()].map(
      (name) => [name, this.#ledger(name)] as const,
    )) {
      if (!isHonest || db === null) continue
      for (const wrong of memory.compare(db)) this.#world.wrong(`${name}: ${wrong}`)
    }
    for (const [name, { isHonest }] of this.ledgers) if (isHonest) this.#checkStanding(name, isJudgedAnew)
    for (const name of this.#witnesses.keys()) this.witnessStarted(name)
    for (const missing of this.#missingMirrors()) this.#world.wrong(missing)
    for (const [name, { isHonest }] of this.ledgers)
      if (!isHonest && !this.#colluding.has(name)) this.#checkOneHistory(name)
    for (const name of this.#colluding)
      if (!this.#isForkProven(name)) this.#world.wrong(`nobody proves the fork of ${name}`)
    for (const [name, station] of this.stations) this.#checkAtEnd(name, station)
  }

  /** What is public is judged, and as by a judge whom nobody ever interrupted. */
  #checkStanding(name: string, isJudgedAnew: boolean): void {
    const { machine, db, log } = this.#ledger(name)
    const standing = machine.disk.look('standing-of-log.sqlite')
    if (db === null || standing === null) return
    const size = latestCheckpointSize(db)
    const judged = judgedCount(machine)
    if (judged !== size) this.#world.wrong(`${name} has judged ${judged} of ${size} statements`)
    else if (isJudgedAnew)
      for (const table of judgedOtherwise(db, standing, size, log))
        this.#world.wrong(`${name} has another ${table} on record than follows from its log`)
  }

  #checkAtEnd(name: string, station: WatchedStation): void {
    const { receipts, stated, ledger } = station
    this.stationStarted(name)
    for (const [id, proof] of receipts) this.#checkReceipt(name, ledger, id, proof)
    if (!this.isOwedReceipts(name)) return
    const missing = [...stated.keys()].filter((id) => !receipts.has(id))
    if (missing.length > 0)
      this.#world.wrong(`${name}: ${missing.length} statements have no receipt in the end`)
  }

  /** A receipt stands for good: at its place, under a root that the log had at that size. */
  #checkReceipt(name: string, ledger: string, id: string, proof: string): void {
    const watched = this.#plain(ledger)
    const { index, checkpoint } = parseTlogProof(proof)
    const { origin, size, root } = parseCheckpoint(parseNote(checkpoint).text)
    this.#checkView(`a receipt of ${name}`, origin, size, toHex(root))
    watched.givenOut = Math.max(watched.givenOut, size)
    if (watched.isHonest && watched.memory.leafOf(id) !== index)
      this.#world.wrong(`${name}: ${id.slice(0, 8)} is not at place ${index} of the log`)
  }

  /** Whatever a cheating log did: enough witnesses signed one of its histories, and no other. */
  #checkOneHistory(name: string): void {
    const { machine, memory } = this.#plain(name)
    const histories = [memory, ...['log.sqlite', 'second-log.sqlite'].map((file) => historyOf(machine, file))]
    const accepted = [...this.stations.values()]
      .filter(({ ledger }) => ledger === name)
      .flatMap(({ receipts }) => [...receipts.values()].map(checkpointOf))
    const isOne = histories.some((history) =>
      accepted.every(({ size, root }) => history.rootAt(size) === toHex(root)),
    )
    if (!isOne) this.#world.wrong(`${name} has given receipts under two histories`)
  }

  /** Whoever is refused for stating two things in one place is proven to have done so. */
  #checkProof(name: string, { statements }: SealedBatch, id: string): void {
    const { ledger } = this.#station(name)
    const refused = statements.find((statement) => statement.id === id)
    const { kid, seq = 0 } = readStatement(refused?.bytes ?? new Uint8Array())
    const proof = this.#ledger(ledger)
      .db?.prepare<[Buffer, number], Buffer>('SELECT proof FROM equivocations WHERE kid = ? AND seq = ?')
      .pluck()
      .get(Buffer.from(kid, 'hex'), seq)
    if (proof === undefined) this.#world.wrong(`${ledger} has no proof against ${name} for ${seq}`)
    else {
      readEquivocationProof(new Uint8Array(proof), verifyEd25519)
      this.proven.add('equivocation')
    }
  }

  /** Whoever is given a checkpoint is given the same history as everybody else. */
  #checkView(what: string, origin: string, size: number, root: string): void {
    for (const { origin: own, isHonest, memory } of this.ledgers.values())
      if (own === origin && isHonest && memory.rootAt(size) !== root)
        this.#world.wrong(`${what}: a checkpoint of ${size} that the log ${origin} never had`)
  }

  #plain(name: string): WatchedLedger {
    const ledger = this.ledgers.get(name)
    if (ledger === undefined) throw new RangeError(`no ledger ${name}`)
    return ledger
  }

  #ledger(name: string): WatchedLedger & { readonly db: Database | null } {
    const ledger = this.#plain(name)
    return { ...ledger, db: ledger.machine.disk.look('log.sqlite') }
  }

  #station(name: string): WatchedStation {
    const station = this.stations.get(name)
    if (station === undefined) throw new RangeError(`no station ${name}`)
    return station
  }
}

function checkpointOf(proof: string): Checkpoint {
  return parseCheckpoint(parseNote(parseTlogProof(proof).checkpoint).text)
}

function judgedCount(machine: Machine): number {
  const db = machine.disk.look('standing-of-log.sqlite')
  const [row] = db === null ? [] : rowsOf<{ n: number }>(db, 'SELECT count(*) AS n FROM statement')
  return row?.n ?? 0
}

function publicSize(machine: Machine, file = 'log.sqlite'): number {
  const db = machine.disk.look(file)
  return db === null ? 0 : latestCheckpointSize(db)
}

function newestCheckpoint(db: Database): { size: number; note: string } {
  const newest = 'SELECT size, note FROM checkpoints ORDER BY size DESC LIMIT 1'
  return rowsOf<{ size: number; note: string }>(db, newest)[0] ?? { size: 0, note: '' }
}

/** Hex root of a mirror's first entries, computed anew. */
function rootOfEntries(db: Database, size: number): string {
  const frontier = new Frontier()
  const entries = db
    .prepare<[number], Buffer>('SELECT bytes FROM entries WHERE leaf < ? ORDER BY leaf')
    .pluck()
  for (const bytes of entries.all(size)) frontier.append(sha256Native(leafMessage(bytes)))
  return toHex(frontier.root())
}

function historyOf(machine: Machine, file: string): LogMemory {
  const memory = new LogMemory()
  const db = machine.disk.look(file)
  if (db !== null) memory.grow(db)
  return memory
}
