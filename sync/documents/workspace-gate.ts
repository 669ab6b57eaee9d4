import {
  type ChangeMetadata,
  type DecodedChange,
  decodeChange,
  getChanges,
  getChangesMetaSince,
  getHeads,
} from '@automerge/automerge'
import { DRAFT_BYTES_MAX, DRAFT_WORDS_MAX, type ToldWord } from '../../core/drafts/draft-word.ts'
import type { Failure } from '../../core/errors/bondmark-error.ts'
import {
  askedStatementOf,
  readSharedFile,
  SHARED_FILE_BYTES_MAX,
  SHARED_FILES_BYTES_MAX,
  SHARED_FILES_MAX,
  SHARED_TASKS_MAX,
  type SharedTask,
} from '../../core/inspection/shared-task.ts'
import type { LineTally, StationWord } from '../../core/progress/line-tally.ts'
import { latestDraftWord } from './draft-entries.ts'
import {
  ACTOR_DRAWN_BYTES,
  ACTOR_TAG_LENGTH,
  actorTag,
  lineTallyKey,
  ownKeys,
  readTally,
  readTask,
  readWord,
  readWorkspaceKey,
  taskKey,
  valuesOf,
  type WorkspaceDoc,
} from './workspace-document.ts'

/** Lines that one station may tell of in one document: more than it works on at a time. */
export const TALLIES_MAX = 2_000
/** Stations of one warehouse. */
export const STATIONS_MAX = 32
/** A tally takes 400 bytes; one of a store that was restored 64 times takes 9 KB. */
const VALUE_BYTES_MAX = 12 * 1024
/** What stands under a station's keys at most, by what it is. */
const ENTRIES_MAX = TALLIES_MAX + 1 + SHARED_TASKS_MAX + SHARED_FILES_MAX + DRAFT_WORDS_MAX
/** What one session may add: the tallies of a station, whole, with room for names of other scripts. */
const CHANGE_BYTES_MAX = 4 * 1024 * 1024

/** What a station may write in a workspace document. */
export interface WorkspaceLaw {
  readonly document: string
  /** Whose changes these must be: the key that has proved itself. */
  readonly kid: string
  /** Its issuer URI. */
  readonly station: string
  /** Keys that this station had before a restore, with the place where each ended. */
  readonly former: ReadonlyMap<string, number>
  /** How many changes may come at once. */
  readonly changesMax: number
}

/** The change that was not lawful, by its Automerge hash (hex), and why. */
export interface UnlawfulTally {
  readonly change: string | null
  readonly failure: Failure
}

type Written = Map<
  string,
  {
    readonly tally?: LineTally
    readonly word?: StationWord
    readonly task?: SharedTask
    readonly draft?: ToldWord
  }
>

/**
 * Whether everything that `clone` has beyond `trusted` is what this station may say: changes by its own actors, each
 * operation the writing of bytes under a key of its own, a tally in its one encoding under the name of its line, that
 * goes forward in its chain and takes back nothing received. Returns null, or the first change that is not lawful;
 * then nothing of the clone is to be kept. Everything is decoded: what one station has to say is small, and bounded first.
 */
export function checkTallies(
  trusted: WorkspaceDoc,
  clone: WorkspaceDoc,
  law: WorkspaceLaw,
): UnlawfulTally | null {
  const { document } = law
  const changes = getChangesMetaSince(clone, getHeads(trusted))
  const operations = changes.reduce((sum, { startOp, maxOp }) => sum + (maxOp - startOp + 1), 0)
  if (changes.length > law.changesMax) return tooLarge(document, law.changesMax, 'changes')
  if (operations > 2 * ENTRIES_MAX) return tooLarge(document, 2 * ENTRIES_MAX, 'operations')
  for (const each of changes) {
    const failure = checkMetadata(each, law)
    if (failure) return { change: each.hash, failure }
  }
  const written: Written = new Map()
  let bytes = 0
  for (const raw of getChanges(trusted, clone)) {
    bytes += raw.length
    if (bytes > CHANGE_BYTES_MAX) return tooLarge(document, CHANGE_BYTES_MAX, 'bytes')
    const decoded = decodeChange(raw)
    for (const operation of decoded.ops) {
      const failure = checkOperation(operation, trusted, written, law)
      if (failure) return { change: decoded.hash, failure }
    }
  }
  return checkSizes(clone, law)
}

function checkSizes(clone: WorkspaceDoc, { document, kid, former }: WorkspaceLaw): UnlawfulTally | null {
  const files = ownKeys(clone, kid, 'file')
  if (ownKeys(clone, kid, 'tally').length > TALLIES_MAX) return tooLarge(document, TALLIES_MAX, 'entries')
  if (ownKeys(clone, kid, 'task').length > SHARED_TASKS_MAX)
    return tooLarge(document, SHARED_TASKS_MAX, 'tasks')
  if (files.length > SHARED_FILES_MAX) return tooLarge(document, SHARED_FILES_MAX, 'files')
  const bytesOf = (keys: readonly string[]) => keys.reduce((sum, key) => sum + (clone[key]?.length ?? 0), 0)
  for (const author of [kid, ...former.keys()]) {
    const drafts = ownKeys(clone, author, 'draft')
    if (drafts.length > DRAFT_WORDS_MAX) return tooLarge(document, DRAFT_WORDS_MAX, 'words of drafts')
    if (bytesOf(drafts) > DRAFT_BYTES_MAX) return tooLarge(document, DRAFT_BYTES_MAX, 'bytes of drafts')
  }
  const bytes = bytesOf(files)
  return bytes > SHARED_FILES_BYTES_MAX ? tooLarge(document, SHARED_FILES_BYTES_MAX, 'bytes') : null
}

function tooLarge(document: string, limit: number, unit: string): UnlawfulTally {
  return { change: null, failure: { code: 'document-too-large', detail: { document, limit, unit } } }
}

function checkMetadata(each: ChangeMetadata, { document, kid }: WorkspaceLaw): Failure | null {
  const isOwn =
    each.actor.length === ACTOR_TAG_LENGTH + 2 * ACTOR_DRAWN_BYTES &&
    each.actor.startsWith(actorTag(document, kid))
  if (!isOwn) return { code: 'change-wrong-author', detail: { document } }
  const field =
    (each.message && 'message') ||
    (each.extraBytes && 'extraBytes') ||
    (each.author && 'author') ||
    (each.time !== 0 && 'time')
  return field ? { code: 'change-carries-metadata', detail: { document, field } } : null
}

function checkOperation(
  { action, obj, key, ...operation }: DecodedChange['ops'][number],
  trusted: WorkspaceDoc,
  written: Written,
  law: WorkspaceLaw,
): Failure | null {
  const { document } = law
  const detail = { document, key: shown(key) }
  if (action === 'del') return { code: 'change-deletes', detail }
  if (action !== 'set' || obj !== '_root' || typeof key !== 'string')
    return { code: 'change-nested', detail: { document } }
  const place = readWorkspaceKey(key)
  // What a station wrote in a draft before it was restored is told by its next key, as it was.
  const isOwn = place?.kid === law.kid || (place?.what === 'draft' && law.former.has(place.kid))
  if (!place || !isOwn) return { code: 'tally-not-own', detail }
  // Byte strings are decoded as arrays of numbers, though the package's types say otherwise.
  const value: unknown = operation.value
  if (!Array.isArray(value)) return { code: 'change-value-not-bytes', detail }
  const limit = place.what === 'file' ? SHARED_FILE_BYTES_MAX : VALUE_BYTES_MAX
  if (value.length > limit)
    return { code: 'change-value-too-large', detail: { ...detail, size: value.length, limit } }
  const bytes = Uint8Array.from(value)
  return check[place.what](key, bytes, trusted, written, law)
}

const check = { word: checkWord, tally: checkTally, task: checkTask, file: checkFile, draft: checkDraftWord }

/** A word of a task goes forward as its task does; what it says of it, the task's own statements decide. */
function checkTask(
  key: string,
  bytes: Uint8Array,
  trusted: WorkspaceDoc,
  written: Written,
  { document, kid }: WorkspaceLaw,
): Failure | null {
  const task = readTask(bytes)
  if (task === null || taskKey(kid, task) !== key)
    return { code: 'tally-malformed', detail: { document, key: shown(key) } }
  const before = [written.get(key)?.task, ...valuesOf(trusted, key).map(readTask)]
  for (const each of before) {
    if (!each) continue
    if (each.seq > task.seq) return wentBack(document, key, each.seq, task.seq)
    if (each.moves > task.moves) return wentBack(document, key, each.moves, task.moves)
  }
  written.set(key, { task })
  return null
}

/**
 * A file stands under its own hash. A task's is stated by a key of this station, now or before a restore; a result's is of its
 * agency, and whose it is and whether it fits is for the station that has the task to say.
 */
function checkFile(
  key: string,
  bytes: Uint8Array,
  _trusted: WorkspaceDoc,
  _written: Written,
  { document, kid, station, former }: WorkspaceLaw,
): Failure | null {
  const read = readSharedFile(bytes)
  const malformed: Failure = { code: 'tally-malformed', detail: { document, key: shown(key) } }
  if (read === null || key !== `${kid}/file/${read.hash}`) return malformed
  if (read.kind === 'result') return null
  const asked = askedStatementOf(read.file)
  if (asked === null) return malformed
  const isOwn = asked.issuer === station && (asked.kid === kid || former.has(asked.kid))
  return isOwn ? null : { code: 'tally-of-other-key', detail: { document, kid: asked.kid } }
}

/** A word of a draft goes forward as its author does; what it says of rules, the check and two people decide. */
function checkDraftWord(
  key: string,
  bytes: Uint8Array,
  trusted: WorkspaceDoc,
  written: Written,
  { document }: WorkspaceLaw,
): Failure | null {
  const kid = readWorkspaceKey(key)?.kid ?? ''
  const said = latestDraftWord(kid, key, [bytes])
  if (said === null) return { code: 'tally-malformed', detail: { document, key: shown(key) } }
  for (const each of [written.get(key)?.draft, latestDraftWord(kid, key, valuesOf(trusted, key))]) {
    if (!each) continue
    const { n } = each.word
    // Another word under the same number: two machines write under one key.
    if (n > said.word.n || (n === said.word.n && each.id !== said.id))
      return wentBack(document, key, n, said.word.n)
  }
  written.set(key, { draft: said })
  return null
}

function checkWord(
  key: string,
  bytes: Uint8Array,
  trusted: WorkspaceDoc,
  written: Written,
  { document, station }: WorkspaceLaw,
): Failure | null {
  const word = readWord(bytes)
  if (word === null || word.station !== station) return { code: 'tally-malformed', detail: { document, key } }
  const before = [written.get(key)?.word, ...valuesOf(trusted, key).map(readWord)]
  for (const each of before) {
    if (each && each.seq > word.seq) return wentBack(document, key, each.seq, word.seq)
  }
  written.set(key, { word })
  return null
}

/** These only grow; a label can be voided, so `labeled` may become less. */
const GROWING = ['received', 'passed', 'short', 'damaged'] as const

function checkTally(
  key: string,
  bytes: Uint8Array,
  trusted: WorkspaceDoc,
  written: Written,
  { document, kid, former }: WorkspaceLaw,
): Failure | null {
  const tally = readTally(bytes)
  if (tally === null || lineTallyKey(kid, tally) !== key)
    return { code: 'tally-malformed', detail: { document, key } }
  for (const { kid: formerKid, seq } of tally.former ?? []) {
    const end = former.get(formerKid)
    if (end === undefined || seq > end)
      return { code: 'tally-of-other-key', detail: { document, kid: formerKid } }
  }
  const before = [written.get(key)?.tally, ...valuesOf(trusted, key).map(readTally)]
  for (const each of before) {
    if (!each) continue
    if (each.seq > tally.seq) return wentBack(document, key, each.seq, tally.seq)
    const less = GROWING.find((count) => each[count] > tally[count])
    if (less)
      return wentBack(document, `${tally.asn} ${tally.line} ${tally.lot} ${less}`, each[less], tally[less])
  }
  written.set(key, { tally })
  return null
}

const wentBack = (document: string, key: string, before: number, now: number): Failure => ({
  code: 'tally-went-back',
  detail: { document, key: shown(key), before, now },
})

/** A key as it may be shown: a hostile one can be of any length. */
function shown(key: unknown): string {
  const text = String(key)
  return text.length <= 64 ? text : `${text.slice(0, 64)}…`
}
