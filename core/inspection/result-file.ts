import { z } from 'zod'
import { fromBase64Url, toBase64Url } from '../encoding/base64.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { firstIssue } from '../membership/membership.ts'
import { type InspectionTask, inspectionTask } from './inspection-task.ts'

/** The largest file of a task or of a result, in bytes. */
export const INSPECTION_FILE_BYTES_MAX = 2 * 1024 * 1024

const bytes = z.string().min(1).max(90_000)

/** A task on its way to an agency: the document, and the station's statement that it asks for it. */
export const taskFile = z.strictObject({
  format: z.literal('bondmark/inspection-task-file/1'),
  task: inspectionTask,
  /** Organisation that it is for. */
  agency: z.string().max(64),
  /** the station's `inspection-asked` statement; base64url */
  statement: bytes,
})
export interface TaskFile {
  readonly task: InspectionTask
  readonly agency: string
  readonly statement: Uint8Array
}

/** What an agency hands back: who it is, oldest membership first, and what its inspector signed. */
export const resultFile = z.strictObject({
  format: z.literal('bondmark/inspection-result-file/1'),
  /** per membership, the administrators' statements; base64url */
  memberships: z.array(z.array(bytes).min(1).max(64)).max(16),
  /** the `inspection-result` statement; base64url. Null: news of the agency alone */
  statement: bytes.nullable(),
})
export interface ResultFile {
  readonly memberships: readonly (readonly Uint8Array[])[]
  readonly statement: Uint8Array | null
}

export function writeTaskFile({ task, agency, statement }: TaskFile): string {
  const file: z.infer<typeof taskFile> = {
    format: 'bondmark/inspection-task-file/1',
    task,
    agency,
    statement: toBase64Url(statement),
  }
  return `${JSON.stringify(file, null, 2)}\n`
}

export function writeResultFile({ memberships, statement }: ResultFile): string {
  const file: z.infer<typeof resultFile> = {
    format: 'bondmark/inspection-result-file/1',
    memberships: memberships.map((statements) => statements.map(toBase64Url)),
    statement: statement && toBase64Url(statement),
  }
  return `${JSON.stringify(file, null, 2)}\n`
}

/** Reads a task's file; its statement is not verified. Throws `inspection-file-malformed` `{at, reason}`. */
export function readTaskFile(input: Uint8Array): TaskFile {
  const { task, agency, statement } = read(input, taskFile)
  return { task, agency, statement: fromBase64Url(statement) }
}

/** Reads a result's file; nothing in it is verified. Throws `inspection-file-malformed` `{at, reason}`. */
export function readResultFile(input: Uint8Array): ResultFile {
  const { memberships, statement } = read(input, resultFile)
  return {
    memberships: memberships.map((statements) => statements.map(fromBase64Url)),
    statement: statement === null ? null : fromBase64Url(statement),
  }
}

function read<T>(input: Uint8Array, schema: z.ZodType<T>): T {
  if (input.length > INSPECTION_FILE_BYTES_MAX) throw malformed('file', 'too large')
  const result = schema.safeParse(jsonIn(input))
  if (result.success) return result.data
  const { at, reason } = firstIssue(result.error)
  throw malformed(at, reason)
}

function jsonIn(input: Uint8Array): unknown {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(input)
  } catch {
    throw malformed('file', 'not UTF-8')
  }
  try {
    return JSON.parse(text)
  } catch {
    throw malformed('file', 'not JSON')
  }
}

const malformed = (at: string, reason: string) =>
  new BondmarkError('inspection-file-malformed', { at, reason })
