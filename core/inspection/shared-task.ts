import { sha256 } from '@noble/hashes/sha2.js'
import { z } from 'zod'
import { demandKind } from '../decision/demand-kind.ts'
import { toHex } from '../encoding/hex.ts'
import { canonicalBytes, parseCanonical } from '../statement/canonical-json.ts'
import { contentTypes } from '../statement/content-types.ts'
import { readStatement, type Statement } from '../statement/statement.ts'
import { conclusionOutcomes } from './conclude.ts'
import { readResult } from './inspection-result.ts'
import { taskHash } from './inspection-task.ts'
import { readResultFile, readTaskFile, resultFile, type TaskFile, taskFile } from './result-file.ts'
import { isOpen, taskStates } from './task-life.ts'

/** Tasks that one station may tell of in one document, and files that it may put there. */
export const SHARED_TASKS_MAX = 200
export const SHARED_FILES_MAX = 64
/** One file, and all of a station's: what is larger goes the other ways. */
export const SHARED_FILE_BYTES_MAX = 64 * 1024
export const SHARED_FILES_BYTES_MAX = 512 * 1024

const hash = z.string().regex(/^[0-9a-f]{64}$/)
/** RFC 3339 with milliseconds and offset. */
const time = z.iso.datetime({ offset: true, precision: 3 })
const seq = z
  .int()
  .min(0)
  .max(2 ** 48)

/**
 * What a station says of one of its inspection tasks in a workspace document: convenience, no evidence. `moves` counts what has
 * happened to it and only grows; `seq` and `head` name the statement of its chain up to which it says so.
 */
export const sharedTask = z.strictObject({
  task: z.string().regex(/^[0-9a-f]{64}(-r[2-9])?$/),
  demand: hash,
  /** Of the task's document. */
  hash,
  kind: demandKind,
  asn: z.string().min(1).max(200),
  subject: z
    .record(z.string().regex(/^[a-z][A-Za-z]{0,31}$/), z.string().max(200))
    .refine((subject) => Object.keys(subject).length <= 8),
  state: z.enum(taskStates),
  /** Whether samples were taken. */
  sampled: z.boolean(),
  /** Organisation that is asked; null while none was chosen. */
  agency: z.string().min(1).max(64).nullable(),
  /** When samples were taken, or else when it was sent: no result is of before. Null while neither was. */
  since: time.nullable(),
  deadline: time,
  outcome: z.enum(conclusionOutcomes).nullable(),
  moves: z.int().min(0).max(1_000_000),
  seq,
  head: hash,
})
export type SharedTask = z.infer<typeof sharedTask>

/** A word of a task, and the key of the station whose word it is. */
export interface ToldTask {
  readonly kid: string
  readonly task: SharedTask
}

interface FileBytes {
  /** SHA-256 of its bytes; hex */
  readonly hash: string
  readonly bytes: Uint8Array
  /** Hash of the task that it is, or is about. */
  readonly taskHash: string
}
/** A task's or a result's file as it stands in a workspace document. */
export type SharedFile =
  | (FileBytes & { readonly kind: 'task'; readonly file: TaskFile })
  | (FileBytes & { readonly kind: 'result' })

/** The same file in the one encoding that a document takes: RFC 8785. Throws `inspection-file-malformed`. */
export function sharedFileBytes(bytes: Uint8Array, kind: SharedFile['kind']): Uint8Array {
  if (kind === 'task') readTaskFile(bytes)
  else readResultFile(bytes)
  return canonicalBytes(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
}

export const sharedFileHash = (bytes: Uint8Array): string => toHex(sha256(bytes))

/** The file in these bytes, or null when they are none in its one encoding. No signature is verified. */
export function readSharedFile(bytes: Uint8Array): SharedFile | null {
  if (bytes.length > SHARED_FILE_BYTES_MAX) return null
  try {
    const said = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown
    const task = taskFile.safeParse(said)
    const parsed = task.success ? task.data : resultFile.parse(said)
    if (!same(canonicalBytes(parsed), bytes)) return null
    const hash = sharedFileHash(bytes)
    if (task.success) {
      const file = readTaskFile(bytes)
      return { kind: 'task', hash, bytes, taskHash: taskHash(file.task), file }
    }
    const { statement } = readResultFile(bytes)
    return statement && { kind: 'result', hash, bytes, taskHash: readResult(statement).result.taskHash }
  } catch {
    return null
  }
}

const same = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, at) => byte === b[at])

/** The statement by which a task's file says that its station asks for it; null when it says something else. Not verified. */
export function askedStatementOf({ task, statement: bytes }: TaskFile): Statement | null {
  try {
    const statement = readStatement(bytes, sha256)
    const said = parseCanonical(statement.payload) as Readonly<Record<string, unknown>>
    const isSaid =
      statement.contentType === contentTypes.record('inspection-asked') &&
      said.hash === taskHash(task) &&
      said.task === task.id &&
      task.station === statement.issuer
    return isSaid ? statement : null
  } catch {
    return null
  }
}

/** Words of tasks that wait at somebody's: neither concluded nor ended. */
export const openTasks = <T extends Pick<SharedTask, 'state'>>(tasks: readonly T[]): T[] =>
  tasks.filter(({ state }) => isOpen(state))
