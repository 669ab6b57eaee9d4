import { sha256 as portableSha256 } from '@noble/hashes/sha2.js'
import { toHex } from '../../core/encoding/hex.ts'
import { eventIdOf } from '../../core/epcis/event-hash.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import { readStatement, type Statement, verifyStatement } from '../../core/statement/statement.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { bondedSaid } from './bonded-said.ts'
import { Chains } from './chains.ts'
import { checkIndex } from './check-index.ts'
import type { Findings, FsckChain } from './fsck-answer.ts'
import type { KnownKeys } from './known-keys.ts'
import type { StationFile } from './open-station-file.ts'
import { type PayloadFacts, readEvent, readRecord } from './payload-facts.ts'
import { keyOfParts, type Said } from './said.ts'
import { StatementFacts } from './statement-facts.ts'
import { unlessWrong } from './unless-wrong.ts'

/** A row as it lies in the file. */
export interface StatementRow {
  readonly n: number
  readonly id: Buffer
  readonly kid: Buffer
  readonly seq: number | null
  readonly contentType: string
  readonly subject: string
  readonly t: string
  readonly batch: number
  readonly bytes: Buffer
}

/** Rows held at a time. */
const PAGE = 200

export interface StatementsChecked {
  readonly statements: number
  readonly chains: readonly FsckChain[]
}

/**
 * Every statement by itself, in the order in which they were appended: its bytes, its signature, its place in its key's
 * chain, its columns, its payload and what it is listed under. What it says is kept in `said` for the other checks.
 */
export async function checkStatements(
  db: StationFile,
  keys: KnownKeys,
  said: Said,
  findings: Findings,
  onProgress: (done: number, total: number) => void,
): Promise<StatementsChecked> {
  const total = db.prepare<[], number>('SELECT count(*) FROM statement').pluck().get() ?? 0
  const page = db.prepare<[number, number], StatementRow>(
    'SELECT n, id, kid, seq, content_type AS contentType, subject, t, batch, bytes FROM statement WHERE n > ? ORDER BY n LIMIT ?',
  )
  const chains = new Chains(findings)
  const facts = new StatementFacts(db, said, findings)
  let last = 0
  let count = 0
  for (let rows = page.all(0, PAGE); rows.length > 0; rows = page.all(last, PAGE)) {
    for (const row of rows) {
      if (row.n !== last + 1) findings.add('statement-missing', `statement ${missing(last + 1, row.n - 1)}`)
      last = row.n
      count++
      checkRow(row, keys, chains, facts, said, findings)
    }
    onProgress(count, total)
    // Signatures keep this thread busy for minutes on a large store; whoever waits beside it gets a turn.
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { statements: count, chains: chains.all() }
}

const missing = (from: number, to: number) => (from === to ? `${from}` : `${from} to ${to}`)

function checkRow(
  row: StatementRow,
  keys: KnownKeys,
  chains: Chains,
  facts: StatementFacts,
  said: Said,
  findings: Findings,
): void {
  const where = `statement ${row.n}`
  const indexed = said.indexed(row.n)
  const statement = readBytes(row.bytes)
  if (!statement) {
    findings.add('statement-unreadable', where)
    chains.skip(row)
    return
  }
  for (const column of differingColumns(row, statement)) {
    findings.add('statement-column-differs', `${where}, ${column}`)
  }
  checkSignature(statement, keys, where, findings)
  if (statement.contentType === contentTypes.manifest) {
    // What a manifest says is compared with its batch.
    if (Math.floor(Date.parse(row.t) / 1000) !== statement.iat)
      findings.add('statement-column-differs', `${where}, t`)
    checkIndex(null, indexed, row.n, findings)
    return
  }
  chains.add(row, statement)
  said.say('placed', keyOfParts(statement.kid, statement.seq ?? 0), row.n, row.t)
  const payload = readPayload(statement)
  if (!payload) {
    findings.add('statement-payload-wrong', where)
    return
  }
  if (!isSubject(statement, payload)) findings.add('statement-subject-wrong', where)
  if (payload.station !== statement.issuer)
    findings.add('statement-issuer-wrong', `${where}, station of the payload`)
  if (payload.t !== row.t || Math.floor(Date.parse(payload.t) / 1000) !== statement.iat) {
    findings.add('statement-column-differs', `${where}, t`)
  }
  const lot = checkIndex(payload, indexed, row.n, findings)
  const bonded = bondedSaid(row.n, statement)
  if (bonded) said.bonded(bonded)
  facts.note(payload, { n: row.n, t: row.t, lot })
}

/** The statement in these bytes, or null when they are none. */
export const readBytes = (bytes: Uint8Array): Statement | null =>
  unlessWrong(() => readStatement(bytes, sha256Native))

function differingColumns(row: StatementRow, statement: Statement): string[] {
  const differs = {
    id: row.id.toString('hex') !== statement.id,
    kid: row.kid.toString('hex') !== statement.kid,
    seq: row.seq !== (statement.seq ?? null),
    content_type: row.contentType !== statement.contentType,
    subject: row.subject !== statement.subject,
  }
  return Object.entries(differs).flatMap(([column, is]) => (is ? [column] : []))
}

function checkSignature(statement: Statement, keys: KnownKeys, where: string, findings: Findings): void {
  const { kid, seq, contentType, issuer } = statement
  const isManifest = contentType === contentTypes.manifest
  if (isManifest === (seq !== undefined)) findings.add('statement-place-wrong', where)
  const key = isManifest ? keys.supervisor(kid) : keys.station(kid)
  if (!key) {
    findings.add('statement-key-unknown', where)
    return
  }
  if (key.issuer !== issuer) findings.add('statement-issuer-wrong', where)
  if (!verifyStatement(statement, key.publicKey, verifyEd25519))
    findings.add('statement-signature-wrong', where)
}

/** `readStatement` has made sure that the payload is canonical JSON. */
function readPayload({ contentType, payload }: Statement): PayloadFacts | null {
  const value: unknown = JSON.parse(
    Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('utf8'),
  )
  return contentType === contentTypes.event ? readEvent(value) : readRecord(contentType, value)
}

/** An event's subject is its recomputed eventID, a record's the SHA-256 of its payload. */
function isSubject({ subject, payload }: Statement, { event }: PayloadFacts): boolean {
  if (!event) return toHex(portableSha256(payload)) === subject
  try {
    return event.eventID === subject && eventIdOf(event) === subject
  } catch (error) {
    if (error instanceof BondmarkError) return false
    throw error
  }
}
