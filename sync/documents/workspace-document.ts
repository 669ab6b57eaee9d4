import { createHash } from 'node:crypto'
import { change, type Doc, getConflicts, init, load } from '@automerge/automerge'
import type { z } from 'zod'
import type { ToldWord } from '../../core/drafts/draft-word.ts'
import {
  readSharedFile,
  SHARED_FILE_BYTES_MAX,
  SHARED_FILES_BYTES_MAX,
  SHARED_FILES_MAX,
  SHARED_TASKS_MAX,
  type SharedFile,
  type SharedTask,
  sharedFileHash,
  sharedTask,
  type ToldTask,
} from '../../core/inspection/shared-task.ts'
import { type LineTally, lineTally, type StationWord, stationWord } from '../../core/progress/line-tally.ts'
import type { ToldTally } from '../../core/progress/sum-tallies.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import { latestDraftWord, newDraftWords } from './draft-entries.ts'

/** A workspace document: one flat map from `<kid>/…` to bytes of canonical JSON, each key written by its station alone. */
export type WorkspaceMap = Record<string, Uint8Array>
export type WorkspaceDoc = Doc<WorkspaceMap>

/** What a station says of itself stands under this name; its lines, inspections with their files and words of drafts under hashes. */
const OWN_WORD = 'station'
const KEY =
  /^([0-9a-f]{64})\/(?:(station)|([0-9a-f]{32})|(task\/[0-9a-f]{32})|(file\/[0-9a-f]{64})|(draft\/[0-9a-f]{32}))$/
/** The part of an Automerge actor that says whose it is, in hex digits; the rest is drawn anew by each writer. */
export const ACTOR_TAG_LENGTH = 32
export const ACTOR_DRAWN_BYTES = 8

/** The name of the document in which the stations of an organisation's warehouse share how far the plan is done. */
export function workspaceDocumentName(org: string, warehouse: string, generation: number): string {
  return `workspace/${org}/${warehouse}/${generation}`
}

/** What every Automerge actor of this key in this document begins with: hex. */
export function actorTag(document: string, kid: string): string {
  return createHash('sha256')
    .update(`bondmark/workspace/1\0${document}\0${kid}`)
    .digest('hex')
    .slice(0, ACTOR_TAG_LENGTH)
}

/**
 * An actor to write with. `drawn` is new each time: a station that has lost its replica, or was put back, must not
 * number other changes as it had numbered those before, which would break the document for everybody.
 */
export function workspaceActor(document: string, kid: string, drawn: Uint8Array): string {
  if (drawn.length !== ACTOR_DRAWN_BYTES) throw new RangeError(`${ACTOR_DRAWN_BYTES} bytes are drawn`)
  return actorTag(document, kid) + Buffer.from(drawn).toString('hex')
}

export const wordKey = (kid: string): string => `${kid}/${OWN_WORD}`

/** The key of a station's tally of a line: names of lines may be long, and hold anything. */
export function lineTallyKey(
  kid: string,
  { asn, line, lot }: Pick<LineTally, 'asn' | 'line' | 'lot'>,
): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([asn, line, lot]))
    .digest('hex')
  return `${kid}/${digest.slice(0, 32)}`
}

/** The key of a station's word of an inspection task: another document of the same id is another task. */
export const taskKey = (kid: string, { hash }: Pick<SharedTask, 'hash'>): string =>
  `${kid}/task/${hash.slice(0, 32)}`

/** The key of a task's or result's file, by the SHA-256 of its bytes. */
export const fileKey = (kid: string, bytes: Uint8Array): string => `${kid}/file/${sharedFileHash(bytes)}`

/** What stands under a key of the map. */
export type WorkspacePlace = 'word' | 'tally' | 'task' | 'file' | 'draft'

/** Whose key of the map this is, and what stands there; null for any other key. */
export function readWorkspaceKey(key: string): { kid: string; what: WorkspacePlace } | null {
  const [, kid, word, tally, task, file] = KEY.exec(key) ?? []
  if (kid === undefined) return null
  return { kid, what: word ? 'word' : tally ? 'tally' : task ? 'task' : file ? 'file' : 'draft' }
}

/** A document with nothing in it. */
export const emptyWorkspace = (actor = '00'): WorkspaceDoc => init<WorkspaceMap>({ actor })

/** A document from its bytes as they are kept and sent: what it began with, then changes, end to end. Throws Automerge's words. */
export const loadWorkspace = (bytes: Uint8Array): WorkspaceDoc =>
  bytes.length === 0 ? emptyWorkspace() : load<WorkspaceMap>(bytes, { actor: '00' })

/** What a station has to say: of itself, of each line that has begun, and of its inspections. */
export interface StationTallies {
  readonly kid: string
  readonly word: StationWord
  readonly tallies: readonly LineTally[]
  /** The most urgent first: what there is no room for in this generation is left out. */
  readonly tasks?: readonly SharedTask[]
  /** Files of tasks and results, in their one encoding. */
  readonly files?: readonly Uint8Array[]
  /** Its words of rule drafts, and those of its keys of before a restore. */
  readonly drafts?: readonly ToldWord[]
}

/**
 * The document with what this station says now; only lines that differ are written, in one change by the document's
 * actor, so that a line goes on citing the statement after which it last changed. Null when there is nothing to write.
 * Two values under one key are left as they are while the later says it: writing again what Automerge shows of them would
 * be a deletion of the other.
 */
export function writeTallies(
  doc: WorkspaceDoc,
  { kid, word, tallies, tasks = [], files = [], drafts = [] }: StationTallies,
): WorkspaceDoc | null {
  const counts = tallies
    .filter((tally) => {
      const said = latestTally(doc, lineTallyKey(kid, tally))
      return said === null || !sameButPlace(said, tally)
    })
    .map((tally) => [lineTallyKey(kid, tally), canonicalBytes(tally)] as const)
  const byAuthor = [...Map.groupBy(drafts, (told) => told.kid)].flatMap(([author, words]) => {
    const there = new Map(ownKeys(doc, author, 'draft').map((key) => [key, valuesOf(doc, key)]))
    return newDraftWords(
      author,
      words.map((told) => told.word),
      there,
    )
  })
  const changed = [...counts, ...newTasks(doc, kid, tasks), ...newFiles(doc, kid, files), ...byAuthor]
  const saidWord = latestWord(doc, wordKey(kid))
  if (changed.length === 0 && saidWord !== null) return null
  return change(doc, { time: 0 }, (map) => {
    for (const [key, bytes] of changed) map[key] = bytes
    if (saidWord === null || saidWord.seq < word.seq) map[wordKey(kid)] = canonicalBytes(word)
  })
}

type Entry = readonly [string, Uint8Array]

function newTasks(doc: WorkspaceDoc, kid: string, tasks: readonly SharedTask[]): Entry[] {
  let room = SHARED_TASKS_MAX - ownKeys(doc, kid, 'task').length
  return tasks.flatMap((task): Entry[] => {
    const key = taskKey(kid, task)
    const said = latestTask(doc, key)
    if (said === null ? room-- <= 0 : sameButPlace(said, task) || said.moves > task.moves) return []
    return [[key, canonicalBytes(task)]]
  })
}

/** Files that nobody has put there yet, as far as there is room: what was put stays until the next generation. */
function newFiles(doc: WorkspaceDoc, kid: string, files: readonly Uint8Array[]): Entry[] {
  const own = ownKeys(doc, kid, 'file')
  const there = new Set(Object.keys(doc).map((key) => key.slice(64)))
  let room = SHARED_FILES_MAX - own.length
  let bytes = SHARED_FILES_BYTES_MAX - own.reduce((sum, key) => sum + (doc[key]?.length ?? 0), 0)
  return files.flatMap((file): Entry[] => {
    const key = fileKey(kid, file)
    const isTooLarge = file.length > Math.min(bytes, SHARED_FILE_BYTES_MAX)
    if (there.has(key.slice(64)) || room <= 0 || isTooLarge) return []
    there.add(key.slice(64))
    room -= 1
    bytes -= file.length
    return [[key, file]]
  })
}

/** A station's keys of one kind. */
export const ownKeys = (doc: WorkspaceDoc, kid: string, what: WorkspacePlace): string[] =>
  Object.keys(doc).filter((key) => key.startsWith(`${kid}/`) && readWorkspaceKey(key)?.what === what)

/**
 * The document with these files under the key of the log: what its shelf has for a station. Null when all are there already,
 * or there is no room for them.
 */
export function putFiles(doc: WorkspaceDoc, kid: string, files: readonly Uint8Array[]): WorkspaceDoc | null {
  const fresh = newFiles(doc, kid, files)
  if (fresh.length === 0) return null
  return change(doc, { time: 0 }, (map) => {
    for (const [key, bytes] of fresh) map[key] = bytes
  })
}

/** Whether two words of a line, or of a task, say the same, wherever in the chain they were made. */
function sameButPlace<T extends LineTally | SharedTask>(a: T, b: T): boolean {
  const place = { seq: 0, head: '' }
  return Buffer.compare(canonicalBytes({ ...a, ...place }), canonicalBytes({ ...b, ...place })) === 0
}

/** What is in a workspace document: what each station said last of itself and of each line. */
export interface WorkspaceContent {
  readonly words: Map<string, StationWord>
  readonly told: readonly ToldTally[]
  readonly tasks: readonly ToldTask[]
  /** Files of tasks and results, each once. */
  readonly files: readonly ToldFile[]
  /** Words of rule drafts: of each author at each place the latest. */
  readonly drafts: readonly ToldWord[]
}

/** A file, and under whose key it stands. */
export interface ToldFile {
  readonly kid: string
  readonly file: SharedFile
}

/** Reads a document that the gate let in. A key that its station wrote twice at once counts by its chain's higher place. */
export function readWorkspace(doc: WorkspaceDoc): WorkspaceContent {
  const words = new Map<string, StationWord>()
  const told: ToldTally[] = []
  const tasks: ToldTask[] = []
  const files = new Map<string, ToldFile>()
  const drafts: ToldWord[] = []
  for (const key of Object.keys(doc)) {
    const place = readWorkspaceKey(key)
    if (place === null) continue
    const { kid, what } = place
    if (what === 'word') {
      const word = latestWord(doc, key)
      if (word) words.set(kid, word)
    } else if (what === 'tally') {
      const tally = latestTally(doc, key)
      if (tally) told.push({ kid, tally })
    } else if (what === 'task') {
      const task = latestTask(doc, key)
      if (task) tasks.push({ kid, task })
    } else if (what === 'draft') {
      const word = latestDraftWord(kid, key, valuesOf(doc, key))
      if (word) drafts.push(word)
    } else if (!files.has(key.slice(64))) {
      const file = readFileValue(doc[key])
      if (file && key === `${kid}/file/${file.hash}`) files.set(key.slice(64), { kid, file })
    }
  }
  return { words, told, tasks, files: [...files.values()], drafts }
}

/** All values that stand under a key: more than one when two writers of one station did not know of each other. */
export function valuesOf(doc: WorkspaceDoc, key: string): Uint8Array[] {
  const conflicts = getConflicts(doc, key)
  const one = doc[key]
  const values: unknown[] = conflicts ? Object.values(conflicts) : one ? [one] : []
  return values.filter((value) => value instanceof Uint8Array)
}

/** The tally in these bytes, or null when they are none in its one encoding. */
export const readTally = (bytes: Uint8Array | undefined): LineTally | null => readAs(lineTally, bytes)

/** The word of a task in these bytes, or null. */
export const readTask = (bytes: Uint8Array | undefined): SharedTask | null => readAs(sharedTask, bytes)

/** A copy: Automerge's bytes are not to be handed on. */
const readFileValue = (bytes: Uint8Array | undefined): SharedFile | null =>
  bytes instanceof Uint8Array ? readSharedFile(Uint8Array.from(bytes)) : null

/** A station's word of itself, or null. */
export const readWord = (bytes: Uint8Array | undefined): StationWord | null => readAs(stationWord, bytes)

function readAs<T>(schema: z.ZodType<T>, bytes: Uint8Array | undefined): T | null {
  if (bytes === undefined) return null
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    const parsed = schema.safeParse(JSON.parse(text))
    if (!parsed.success) return null
    // One encoding: what is written twice is the same bytes.
    return Buffer.compare(canonicalBytes(parsed.data), bytes) === 0 ? parsed.data : null
  } catch {
    return null
  }
}

const latestTally = (doc: WorkspaceDoc, key: string): LineTally | null =>
  latest(valuesOf(doc, key).map(readTally), grown)

const latestWord = (doc: WorkspaceDoc, key: string): StationWord | null =>
  latest(valuesOf(doc, key).map(readWord), () => 0)

const latestTask = (doc: WorkspaceDoc, key: string): SharedTask | null =>
  latest(valuesOf(doc, key).map(readTask), ({ moves }) => moves)

/** What only grows: of two counts from one place of a chain, the larger is the later. */
const grown = ({ received, passed, short, damaged }: LineTally): number => received + passed + short + damaged

function latest<T extends { readonly seq: number }>(
  said: readonly (T | null)[],
  growth: (each: T) => number,
): T | null {
  const known = said.filter((each) => each !== null)
  const byPlace = known.sort(
    (a, b) => b.seq - a.seq || growth(b) - growth(a) || Buffer.compare(canonicalBytes(b), canonicalBytes(a)),
  )
  return byPlace[0] ?? null
}
