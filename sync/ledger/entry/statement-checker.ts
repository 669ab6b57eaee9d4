import { availableParallelism } from 'node:os'
import { readStatement, type Statement } from '../../../core/statement/statement.ts'
import { sha256Native } from '../../../platform/keys/sha256.ts'
import { openWorkerPool } from '../../../platform/workers/worker-pool.ts'
import {
  type CheckAnswer,
  type CheckedStatement,
  type CheckingKey,
  type CheckTask,
  checkStatement,
} from './check-statement.ts'

/** Reads statements and verifies their signatures: the part of entry that needs no log and no membership. */
export interface StatementChecker {
  /** One answer for each, in their order. Throws what the threads throw when there are some. */
  check(statements: readonly Uint8Array[], key: CheckingKey): Promise<readonly CheckedStatement[]>
  close(): Promise<void>
}

/** Checks in the thread that asks: for a machine with one core, and where everything must happen in one process. */
export const inlineChecker: StatementChecker = {
  check: async (statements, key) => statements.map((bytes) => checkStatement(bytes, key)),
  close: async () => {},
}

/** Some 10 ms of one core: long against a message between threads, short against a batch. */
const PIECE = 128
/** Beyond these, the one thread that appends to the log is what the others wait for. */
const THREADS_MAX = 16
/** Up to here a thread would take longer to start than to answer. */
const INLINE_MAX = 64

/**
 * Checks on all cores. `threads` is for measuring; with 1, everything is checked inline. Each call has at most two pieces
 * a thread under way, so that what waits is bounded by how many call.
 */
export function openStatementChecker(
  threads = Math.min(availableParallelism(), THREADS_MAX),
): StatementChecker {
  if (threads < 2) return inlineChecker
  const pool = openWorkerPool<CheckTask, CheckAnswer>({
    program: new URL('./statement-check-thread.ts', import.meta.url),
    threads,
    waitingMax: 4_096,
    heapMibMax: 128,
    taskMsMax: 30_000,
  })
  return {
    async check(statements, key) {
      if (statements.length <= INLINE_MAX) return inlineChecker.check(statements, key)
      const checked: CheckedStatement[] = new Array(statements.length)
      let next = 0
      const feed = async () => {
        while (next < statements.length) {
          const from = next
          next += PIECE
          const piece = statements.slice(from, next)
          const task = packTask(piece, key)
          const answer = await pool.run(task, [task.bytes])
          for (const [at, bytes] of piece.entries()) checked[from + at] = unpack(answer, at, bytes)
        }
      }
      await Promise.all(Array.from({ length: threads * 2 }, feed))
      return checked
    },
    close: () => pool.close(),
  }
}

function packTask(statements: readonly Uint8Array[], { kid, publicKey }: CheckingKey): CheckTask {
  const lengths = statements.map(({ length }) => length)
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0))
  let at = 0
  for (const each of statements) {
    bytes.set(each, at)
    at += each.length
  }
  // Only these: what else a caller's object carries, a private key perhaps, stays here.
  return { bytes: bytes.buffer, lengths, key: { kid, publicKey } }
}

function unpack(answer: CheckAnswer, at: number, bytes: Uint8Array): CheckedStatement {
  const failure = answer.failures.get(at)
  if (failure !== undefined) return { statement: null, failure }
  return { statement: new StatementReadElsewhere(answer, at, bytes), isSigned: answer.signed[at] === true }
}

/** A statement that a thread has read. The rest of it, which entry seldom asks for, is read here when it is. */
class StatementReadElsewhere implements Statement {
  readonly bytes: Uint8Array
  readonly id: string
  readonly kid: string
  readonly contentType: string
  readonly issuer: string
  readonly seq?: number
  readonly prev?: string
  #whole: Statement | null = null

  constructor({ ids, kids, contentTypes, issuers, seqs, prevs }: CheckAnswer, at: number, bytes: Uint8Array) {
    const [id, kid, contentType, issuer] = [ids[at], kids[at], contentTypes[at], issuers[at]]
    if (id === undefined || kid === undefined || contentType === undefined || issuer === undefined)
      throw new RangeError('a thread answered less than it was asked')
    const [seq, prev] = [seqs[at], prevs[at]]
    this.bytes = bytes
    this.id = id
    this.kid = kid
    this.contentType = contentType
    this.issuer = issuer
    if (seq !== undefined) this.seq = seq
    if (prev !== undefined) this.prev = prev
  }

  get subject(): string {
    return this.#read().subject
  }

  get iat(): number {
    return this.#read().iat
  }

  get payload(): Uint8Array {
    return this.#read().payload
  }

  get signature(): Uint8Array {
    return this.#read().signature
  }

  get toBeSigned(): Uint8Array {
    return this.#read().toBeSigned
  }

  #read(): Statement {
    this.#whole ??= readStatement(this.bytes, sha256Native)
    return this.#whole
  }
}
