import { createHash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { readStatement, type Statement } from '../../core/statement/statement.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { nodeCheck } from './check-nodes.ts'
import type { KnownKeys, Report } from './ledger-files.ts'
import { TreeWalk } from './tree-walk.ts'

interface EntryRow {
  readonly leaf: number
  readonly id: Buffer
  readonly kid: Buffer
  readonly seq: number | null
  readonly content_type: string
  readonly bytes: Buffer
}

/** Where a key's chain has come to. Listed keys alone have one, so that there are not more than the memberships name. */
interface Head {
  readonly seq: number
  readonly id: string
}

const PROGRESS_STEP = 1_000

/**
 * Walks through a log's entries in order: each readable, filed under what it says, signed by a key that a membership lists
 * or has listed, and following the one before of its key; and every hash of the tree above them. Tells the root at each of
 * `sizes`.
 */
export function checkEntries(
  db: Database,
  keys: KnownKeys,
  sizes: ReadonlySet<number>,
  report: Report,
  onProgress: (done: number, total: number) => void,
): { readonly entries: number; readonly roots: ReadonlyMap<number, Buffer> } {
  const total = db.prepare<[], number>('SELECT count(*) FROM entries').pluck().get() ?? 0
  const nodes = nodeCheck(db, report)
  const earlier = db
    .prepare<[Buffer, number], number>('SELECT leaf FROM entries WHERE id = ? AND leaf < ?')
    .pluck()
  const isEarlier = (id: string, leaf: number) => earlier.get(Buffer.from(id, 'hex'), leaf) !== undefined
  const heads = new Map<string, Head>()
  const tree = new TreeWalk()
  const roots = new Map<number, Buffer>()
  if (sizes.has(0)) roots.set(0, tree.root())
  for (const row of db.prepare<[], EntryRow>('SELECT * FROM entries ORDER BY leaf').iterate()) {
    const where = `leaf ${row.leaf}`
    if (row.leaf !== tree.size) {
      // Everything after a gap would be reported; one line says it.
      report('ledger-leaf-missing', `leaf ${tree.size}`)
      return { entries: total, roots }
    }
    checkStatement(row, keys, heads, isEarlier, (code) => report(code, where))
    nodes.hold(tree.append(row.bytes))
    if (sizes.has(tree.size)) roots.set(tree.size, tree.root())
    if (tree.size % PROGRESS_STEP === 0) onProgress(tree.size, total)
  }
  nodes.end(tree.size)
  onProgress(total, total)
  return { entries: total, roots }
}

type Tell = (code: Parameters<Report>[0]) => void

function checkStatement(
  row: EntryRow,
  keys: KnownKeys,
  heads: Map<string, Head>,
  isEarlier: (id: string, leaf: number) => boolean,
  tell: Tell,
): void {
  const statement = read(row.bytes)
  if (statement === null) {
    tell('ledger-entry-malformed')
    return
  }
  const { kid, seq, prev, contentType } = statement
  const id = createHash('sha256').update(row.bytes).digest()
  const isFiledRight =
    row.id.equals(id) &&
    row.kid.toString('hex') === kid &&
    row.seq === (seq ?? null) &&
    row.content_type === contentType
  if (!isFiledRight) tell('ledger-entry-differs')
  const key = keys.byKid.get(kid)
  if (key === undefined) {
    tell('ledger-entry-unlisted')
    return
  }
  if (!verifyEd25519(key.publicKey, statement.toBeSigned, statement.signature)) tell('ledger-entry-forged')
  if (seq === undefined || prev === undefined) return
  const head = heads.get(kid)
  const follows =
    head === undefined
      ? seq === 1 && (/^0{64}$/.test(prev) || isEarlier(prev, row.leaf))
      : seq === head.seq + 1 && prev === head.id
  if (!follows) tell('ledger-chain-broken')
  heads.set(kid, { seq, id: id.toString('hex') })
}

function read(bytes: Uint8Array): Statement | null {
  try {
    return readStatement(bytes)
  } catch (error) {
    if (error instanceof BondmarkError) return null
    throw error
  }
}
