import {
  change,
  clone,
  decodeChange,
  getChanges,
  getHeads,
  getLastLocalChange,
  loadIncremental,
  save,
} from '@automerge/automerge'
import { draftsToCarry } from '../../../core/drafts/carry-drafts.ts'
import { BondmarkError, type Failure } from '../../../core/errors/bondmark-error.ts'
import { openTasks, type SharedFile } from '../../../core/inspection/shared-task.ts'
import { tallyKey } from '../../../core/progress/line-tally.ts'
import { canonicalBytes } from '../../../core/statement/canonical-json.ts'
import { draftKey } from '../../documents/draft-entries.ts'
import {
  emptyWorkspace,
  fileKey,
  lineTallyKey,
  loadWorkspace,
  putFiles,
  readWorkspace,
  taskKey,
  type WorkspaceDoc,
  wordKey,
} from '../../documents/workspace-document.ts'
import { checkTallies, type WorkspaceLaw } from '../../documents/workspace-gate.ts'
import type { StoredChange } from './workspace-store.ts'

/** What a station has sent, to be held against its law: the document as it is stored, and the changes on top of it. */
export interface AdmitTask {
  readonly document: Uint8Array
  readonly added: Uint8Array
  readonly law: WorkspaceLaw
}

/** Lawful changes, or the first that is not and why. */
export type Admitted =
  | {
      readonly ok: true
      readonly changes: readonly StoredChange[]
      /** Files of tasks and results that are new with them. */
      readonly files: readonly SharedFile[]
    }
  | { readonly ok: false; readonly change: string | null; readonly failure: Failure }

/** A document to begin anew: whose words are carried over, and the actor that writes them. */
export interface RenewTask {
  readonly document: Uint8Array
  readonly actor: string
  /** Stations that have not been heard for long: they say it again when they come back. */
  readonly forgotten: readonly string[]
  /** Unix ms: what was discarded long ago is left behind. */
  readonly nowMs: number
}

/** Files that the ledger's shelf has for a station, and the actor of the log's key that puts them into the document. */
export interface PlaceTask {
  readonly document: Uint8Array
  readonly actor: string
  readonly kid: string
  readonly files: readonly Uint8Array[]
}

/** The next generation's first bytes. */
export interface Renewed {
  readonly base: Uint8Array
  readonly heads: readonly string[]
}

/** What is done with Automerge for a workspace session: in a thread of its own, or in place in a simulation. */
export interface WorkspaceTasks {
  /** Throws `document-malformed`, `document-too-costly`. */
  admit(task: AdmitTask): Promise<Admitted>
  renew(task: RenewTask): Promise<Renewed>
  place(task: PlaceTask): Promise<StoredChange | null>
}

/** Puts the changes on a copy and lets the gate judge it; of what is refused, nothing stays anywhere. */
export function admitTallies({ document, added, law }: AdmitTask): Admitted {
  const trusted = loadWorkspace(document)
  const candidate = receive(trusted, added, law.document)
  const unlawful = checkTallies(trusted, candidate, law)
  if (unlawful) return { ok: false, ...unlawful }
  const changes = getChanges(trusted, candidate).map((bytes) => {
    const { hash, deps } = decodeChange(bytes)
    return { hash: hash ?? '', deps, bytes: new Uint8Array(bytes) }
  })
  // What came with its beginning missing is held by Automerge and seen by nobody: it is not kept.
  if (changes.length === 0)
    return {
      ok: false,
      change: null,
      failure: { code: 'document-malformed', detail: { document: law.document, reason: 'no change' } },
    }
  const before = new Set(readWorkspace(trusted).files.map(({ file }) => file.hash))
  const files = readWorkspace(candidate).files.map(({ file }) => file)
  return { ok: true, changes, files: files.filter(({ hash }) => !before.has(hash)) }
}

/** Puts files under the key of the log. Null when there is nothing new in them, or no room. */
export function placeFiles({ document, actor, kid, files }: PlaceTask): StoredChange | null {
  const doc = putFiles(clone(loadWorkspace(document), { actor }), kid, files)
  const bytes = doc && getLastLocalChange(doc)
  if (!bytes) return null
  const { hash, deps } = decodeChange(bytes)
  return { hash: hash ?? '', deps, bytes: new Uint8Array(bytes) }
}

function receive(trusted: WorkspaceDoc, added: Uint8Array, document: string): WorkspaceDoc {
  try {
    return loadIncremental(clone(trusted, { actor: '00' }), added)
  } catch (error) {
    // How Automerge ends when it may have no more memory.
    if (error instanceof Error && (error.name === 'RuntimeError' || /\bout of memory$/.test(error.message)))
      throw new BondmarkError('document-too-costly', { document }, { cause: error })
    const reason = String(error instanceof Error ? error.message : error).slice(0, 120)
    throw new BondmarkError('document-malformed', { document, reason }, { cause: error })
  }
}

/**
 * Begins a document anew, without its history: one change of the log's carries over what each station said last. Lines
 * that everybody has closed, and inspections that wait at nobody's, are left behind, and so are stations that have not been heard for long.
 * Of rule drafts everything that still says something is carried, whoever said it: an edit is not lost by its station's silence.
 */
export function renewDocument({ document, actor, forgotten, nowMs }: RenewTask): Renewed {
  const before = loadWorkspace(document)
  const left = new Set(forgotten)
  const { words, told, tasks, files, drafts } = readWorkspace(before)
  const open = new Set(told.filter(({ tally }) => !tally.closed).map(({ tally }) => tallyKey(tally)))
  const kept = told.filter(({ kid, tally }) => !left.has(kid) && open.has(tallyKey(tally)))
  const waiting = new Set(openTasks(tasks.map(({ task }) => task)).map(({ hash }) => hash))
  const keptTasks = tasks.filter(({ kid, task }) => !left.has(kid) && waiting.has(task.hash))
  const keptFiles = files.filter(({ file }) => waiting.has(file.taskHash))
  // Of two values under one key the later in its chain, which need not be the one that Automerge shows.
  const carried = [
    ...kept.map(({ kid, tally }) => [lineTallyKey(kid, tally), canonicalBytes(tally)] as const),
    ...keptTasks.map(({ kid, task }) => [taskKey(kid, task), canonicalBytes(task)] as const),
    ...keptFiles.map(({ kid, file }) => [fileKey(kid, file.bytes), file.bytes] as const),
    ...draftsToCarry(drafts, nowMs).map(
      ({ kid, word }) => [draftKey(kid, word), canonicalBytes(word)] as const,
    ),
    ...[...words]
      .filter(([kid]) => !left.has(kid))
      .map(([kid, word]) => [wordKey(kid), canonicalBytes(word)] as const),
  ].sort(([a], [b]) => (a < b ? -1 : 1))
  const next = change(emptyWorkspace(actor), { time: 0 }, (map) => {
    for (const [key, bytes] of carried) map[key] = bytes
  })
  return { base: save(next), heads: getHeads(next) }
}

/** The same in this thread. */
export const tasksInPlace: WorkspaceTasks = {
  admit: async (task) => admitTallies(task),
  renew: async (task) => renewDocument(task),
  place: async (task) => placeFiles(task),
}
