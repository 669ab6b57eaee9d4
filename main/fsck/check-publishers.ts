import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import type Sqlite from 'better-sqlite3'
import {
  type PublisherTrusted,
  type PublisherWord,
  publisherWords,
} from '../../core/catalogue/publisher/publisher-word.ts'
import { toHex } from '../../core/encoding/hex.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type Membership, readMembership } from '../../core/membership/membership.ts'
import { readMembershipFile } from '../../core/membership/membership-file.ts'
import { verifyStatement } from '../../core/statement/statement.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { checkFile, checkSigned } from './check-catalogue.ts'
import { readBytes } from './check-statements.ts'
import type { Findings } from './fsck-answer.ts'
import type { KnownKeys } from './known-keys.ts'
import type { StationFile } from './open-station-file.ts'

/** A word by which a publisher is believed, and its statement's id. */
interface InForce {
  readonly id: string
  readonly said: PublisherTrusted
}

/**
 * Other members' goods data, from people's words down: each word as a supervisor or administrator signed it and in its place; the
 * catalogue lists whom they leave trusted and nobody else; and what counts of each is what its own administrators signed, by
 * lists that follow from the one that the word names.
 */
export function checkPublishers(
  db: StationFile,
  catalogue: string,
  keys: KnownKeys,
  findings: Findings,
): void {
  const inForce = checkWords(db, keys, findings)
  checkFile(catalogue, 'catalogue.sqlite', findings, (goods) => {
    const expected = inForce.map(({ id, said }) => [said.publisher, id, said.t, JSON.stringify(said.scope)])
    const listed = isOfNow(goods)
      ? goods.prepare('SELECT org, word, since, scope FROM publisher ORDER BY n').raw().all()
      : []
    if (JSON.stringify(listed) !== JSON.stringify(expected))
      findings.add('publisher-trust-wrong', 'publisher')
  })
  for (const one of inForce) checkPublisher(catalogue, one, keys, findings)
}

/** A catalogue of an older release knows of no publishers. */
const isOfNow = (db: Sqlite.Database): boolean => Number(db.pragma('user_version', { simple: true })) >= 2

interface WordRow {
  readonly n: number
  readonly id: Buffer
  readonly kind: string
  readonly publisher: string
  readonly t: string
  readonly badge: string
  readonly bytes: Buffer
}

function checkWords(db: StationFile, keys: KnownKeys, findings: Findings): InForce[] {
  const rows = db
    .prepare<[], WordRow>('SELECT n, id, kind, publisher, t, badge, bytes FROM publisher_word ORDER BY n')
    .all()
  let inForce: InForce[] = []
  for (const [place, row] of rows.entries()) {
    const said = wordIn(row, keys)
    const ended = inForce.find(({ said: { publisher } }) => publisher === row.publisher)
    const isEnd = said?.format === 'bondmark/publisher-untrusted/1'
    if (said === null || row.n !== place + 1 || (isEnd && said.word !== ended?.id))
      findings.add('publisher-word-wrong', `word ${row.n}, ${row.publisher}`)
    inForce = inForce.filter((one) => one !== ended)
    if (said && !isEnd) inForce.push({ id: toHex(row.id), said: said as PublisherTrusted })
  }
  return inForce
}

/** What a row says, when that is what somebody signed who might; without a list of the own organisation, whoever did. */
function wordIn(row: WordRow, keys: KnownKeys): PublisherWord | null {
  const statement = readBytes(row.bytes)
  const said = statement && publisherWords.read(statement)
  if (!statement || !said) return null
  const { consortium, org } = keys.profile
  const isSo =
    statement.id === toHex(row.id) &&
    said.format === `bondmark/publisher-${row.kind}/1` &&
    said.publisher === row.publisher &&
    said.t === row.t &&
    said.consortium === consortium &&
    said.org === org
  if (!isSo) return null
  if (!keys.isMembershipKnown) return said
  const key = keys.supervisor(statement.kid)
  const isSigned =
    key !== null &&
    keys.person(statement.kid)?.name === `person/${row.badge}` &&
    statement.issuer === key.issuer &&
    verifyStatement(statement, key.publicKey, verifyEd25519) &&
    keys.counts(statement.kid, null, Math.floor(Date.parse(said.t) / 1000))
  return isSigned ? said : null
}

function checkPublisher(catalogue: string, { id, said }: InForce, keys: KnownKeys, findings: Findings): void {
  // Where it lies is written down here once more, as a reader of its own does.
  const name = createHash('sha256').update(said.publisher).digest('hex').slice(0, 16)
  const file = catalogue.replace(/\.sqlite$/, `-of-${name}.sqlite`)
  if (!existsSync(file)) return
  checkFile(file, basename(file), findings, (db) => {
    const standing = isOfNow(db) ? db.prepare('SELECT word FROM standing').pluck().get() : undefined
    // What does not count is not judged: it is verified again before it does.
    if (standing !== id) return
    const list = newestList(db, said, keys)
    if (list) checkSigned(db, { newest: list, all: list }, findings)
    else findings.add('publisher-trust-wrong', `${said.publisher}, membership`)
  })
}

/** The newest list of a publisher, each signed as the one before asks, from the one that the word names; null when one is not. */
function newestList(db: Sqlite.Database, said: PublisherTrusted, { own }: KnownKeys): Membership | null {
  const rows = db
    .prepare<[], { head: string; json: string }>('SELECT head, json FROM membership ORDER BY n')
    .all()
  const begin = rows.findIndex(({ head }) => head === said.membershipHead)
  let signers = new Set(said.administrators)
  let newest: Membership | null = null
  for (const { head, json } of begin < 0 ? [] : rows.slice(begin)) {
    const list = listIn(json, [...signers], said.threshold)
    const follows = newest === null || list?.payload.previous === newest.head
    if (!list || list.head !== head || list.payload.org !== said.publisher || !follows) return null
    if (list.payload.consortium !== said.consortium || list.payload.training !== own?.payload.training)
      return null
    const revoked = new Set(list.payload.revocations.map(({ kid }) => kid))
    const gone = new Set(list.payload.keys.flatMap(({ kid, key }) => (revoked.has(kid) ? [key] : [])))
    const named = list.payload.keys.flatMap(({ key, role }) => (role === 'administrator' ? [key] : []))
    signers = new Set([...signers, ...named].filter((key) => !gone.has(key)))
    newest = list
  }
  return newest
}

function listIn(json: string, administrators: readonly string[], threshold: number): Membership | null {
  try {
    return readMembership(readMembershipFile(json), { administrators, threshold }, verifyEd25519)
  } catch (error) {
    if (error instanceof BondmarkError) return null
    throw error
  }
}
