import { fromBase64Url } from '../../core/encoding/base64.ts'
import { toHex } from '../../core/encoding/hex.ts'
import { type RulesInForce, rulesInForce } from '../../core/rules/rules-in-force.ts'
import { type RulesApproved, rulesStatements } from '../../core/rules/rules-statement.ts'
import { canonicalBytes, parseCanonical } from '../../core/statement/canonical-json.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import type { Statement } from '../../core/statement/statement.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { readBytes } from './check-statements.ts'
import type { Findings } from './fsck-answer.ts'
import type { KnownKeys } from './known-keys.ts'
import type { StationFile } from './open-station-file.ts'
import { isSupervisors, whyNotSaid, wrongColumn } from './signed-by-person.ts'
import { jsonIn } from './unless-wrong.ts'

/** A rule set's document, as far as it is judged here: its bytes are what its name says, and it calls itself so. */
interface Document {
  readonly name: unknown
  readonly version: unknown
}

/**
 * Rule sets of a station: every draft has its document and says what it says; every word of a person is signed by somebody who
 * might; and every set that counted, but for the workspace's own first one, is stated in the chain with the approvals of two
 * different people over exactly it, each set in the place of the one before.
 */
export function checkRuleSets(db: StationFile, keys: KnownKeys, findings: Findings): void {
  const documents = readDocuments(db)
  checkDrafts(db, documents, findings)
  checkWords(db, keys, documents, findings)
  checkCounted(db, keys, documents, findings)
}

/** Documents that are what their hash says; the others are told of where plans are checked. */
function readDocuments(db: StationFile): ReadonlyMap<string, Document> {
  const rows = db.prepare<[], { hash: string; json: string }>('SELECT hash, json FROM rule_set').iterate()
  const documents = new Map<string, Document>()
  for (const { hash, json } of rows) {
    const value = jsonIn(json)
    if (value === null || typeof value !== 'object') continue
    if (toHex(sha256Native(canonicalBytes(value))) !== hash) continue
    documents.set(hash, { name: Reflect.get(value, 'name'), version: Reflect.get(value, 'version') })
  }
  return documents
}

const calls = (document: Document | undefined, name: string, version: number) =>
  document?.name === name && document.version === version

function checkDrafts(db: StationFile, documents: ReadonlyMap<string, Document>, findings: Findings): void {
  const rows = db
    .prepare<
      [],
      { n: number; hash: string; name: string; version: number; warnings: string; isMade: number }
    >(
      `SELECT n, hash, name, version, warnings,
         julianday(t) IS NOT NULL AND (badge IS NULL OR badge IN (SELECT badge FROM person)) AS isMade
       FROM rule_draft ORDER BY n`,
    )
    .iterate()
  let before = 0
  for (const { n, hash, name, version, warnings, isMade } of rows) {
    const isSo =
      n === before + 1 &&
      calls(documents.get(hash), name, version) &&
      Array.isArray(jsonIn(warnings)) &&
      isMade === 1
    before = n
    if (!isSo) findings.add('rules-draft-damaged', `draft ${n}, ${hash.slice(0, 12)}`)
  }
}

interface WordRow {
  readonly n: number
  readonly id: Buffer
  readonly kind: string
  readonly hash: string
  readonly t: string
  readonly person: string
  readonly bytes: Buffer
}

function checkWords(
  db: StationFile,
  keys: KnownKeys,
  documents: ReadonlyMap<string, Document>,
  findings: Findings,
): void {
  const rows = db
    .prepare<[], WordRow>('SELECT n, id, kind, hash, t, person, bytes FROM rule_statement ORDER BY n')
    .iterate()
  let before = 0
  for (const row of rows) {
    const why = row.n !== before + 1 ? 'n' : whyNotWord(row, keys, documents)
    before = row.n
    if (why) findings.add('rules-statement-wrong', `${row.kind}, ${row.hash.slice(0, 12)}, ${why}`)
  }
}

/** What of a row is not what its statement says, or null. */
const whyNotWord = (row: WordRow, keys: KnownKeys, documents: ReadonlyMap<string, Document>): string | null =>
  whyNotSaid(row, rulesStatements, (said, statement) => ({
    kind: said.format === `bondmark/rules-${row.kind}/1`,
    hash: said.hash === row.hash && calls(documents.get(row.hash), said.name, said.version),
    t: said.t === row.t,
    person: statement.issuer.endsWith(`/org/${said.org}/person/${row.person}`),
    signature: isSigned(statement, said, keys),
  }))

/** Of another organisation's people nothing is known here. */
const isSigned = (statement: Statement, { org }: Pick<RulesApproved, 'org'>, keys: KnownKeys): boolean =>
  org !== keys.profile.org || isSupervisors(statement, keys)

interface CountedRow {
  readonly n: number
  readonly hash: string
  readonly name: string
  readonly version: number
  readonly replaces: string | null
  readonly validFrom: string | null
  readonly t: string
  readonly isTimed: number
  readonly statement: number | null
  readonly contentType: string | null
  readonly bytes: Buffer | null
}

function checkCounted(
  db: StationFile,
  keys: KnownKeys,
  documents: ReadonlyMap<string, Document>,
  findings: Findings,
): void {
  const rows = db
    .prepare<[], CountedRow>(
      `SELECT r.n, r.hash, r.name, r.version, r.replaces, r.valid_from AS validFrom, r.t, julianday(r.t) IS NOT NULL AS isTimed,
         r.statement, s.content_type AS contentType, s.bytes
       FROM rule_in_force AS r LEFT JOIN statement AS s ON s.n = r.statement ORDER BY r.n`,
    )
    .all()
  let before: CountedRow | null = null
  for (const row of rows) {
    const why = whyNotCounted(row, before, keys, documents)
    if (why) findings.add('rules-in-force-wrong', `rule set ${row.n}, ${row.hash.slice(0, 12)}, ${why}`)
    before = row
  }
  const stated = db
    .prepare<[string], number>('SELECT n FROM statement WHERE content_type = ? ORDER BY n')
    .pluck()
    .all(contentTypes.record('rules-in-force'))
  const listed = new Set(rows.map(({ statement }) => statement))
  for (const n of stated)
    if (!listed.has(n))
      findings.add('rules-in-force-wrong', `statement ${n}, not among the sets that counted`)
}

/** What of a set that counted is not as its record says, or not as it must be; or null. */
function whyNotCounted(
  row: CountedRow,
  before: CountedRow | null,
  keys: KnownKeys,
  documents: ReadonlyMap<string, Document>,
): string | null {
  if (row.n !== (before?.n ?? 0) + 1) return 'n'
  if (!calls(documents.get(row.hash), row.name, row.version)) return 'hash'
  if (!before) return row.statement === null && row.isTimed === 1 ? null : 'statement'
  const said = recordIn(row)
  if (!said) return 'statement'
  const { hash, name, version, replaces, validFrom, t } = row
  return wrongColumn({
    hash: said.ruleSet === hash,
    name: said.name === name && said.version === version,
    version: version === (name === before.name ? before.version + 1 : version),
    replaces: said.replaces === replaces && replaces === before.hash,
    valid_from: said.validFrom === validFrom && said.validFrom <= t.slice(0, 10),
    t: said.t === t,
    approvals: areTwoPeoples(said, keys),
  })
}

function recordIn({ contentType, bytes }: CountedRow): RulesInForce | null {
  if (contentType !== contentTypes.record('rules-in-force') || !bytes) return null
  const statement = readBytes(bytes)
  const read = statement && rulesInForce.safeParse(parseCanonical(statement.payload))
  return read?.success ? read.data : null
}

/** Two statements, each over exactly this set in the place of exactly that one, by two people, one of them an administrator. */
function areTwoPeoples(said: RulesInForce, keys: KnownKeys): boolean {
  const signed = said.approvals.map((text) => readBytes(Buffer.from(fromBase64Url(text))))
  const roles: (string | undefined)[] = []
  for (const statement of signed) {
    const approved = statement && rulesStatements.read(statement)
    if (!statement || approved?.format !== 'bondmark/rules-approved/1') return false
    const { hash, name, version, validFrom, replaces } = approved
    const same =
      hash === said.ruleSet &&
      name === said.name &&
      version === said.version &&
      validFrom === said.validFrom &&
      replaces === said.replaces
    if (!same || !isSigned(statement, approved, keys)) return false
    roles.push(approved.org === keys.profile.org ? keys.person(statement.kid)?.role : 'administrator')
  }
  const isKnown = keys.isMembershipKnown
  return (
    new Set(signed.map((statement) => statement?.kid)).size === 2 &&
    new Set(signed.map((statement) => statement?.issuer)).size === 2 &&
    (!isKnown || roles.includes('administrator'))
  )
}
