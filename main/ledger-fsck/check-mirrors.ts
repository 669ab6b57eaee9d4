import { createHash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { parseCheckpoint } from '../../core/log/checkpoint.ts'
import { forkProof, readForkProof } from '../../core/log/fork-proof.ts'
import { openNote } from '../../core/log/note.ts'
import { formatVkey, noteSignatureTypes } from '../../core/log/vkey.ts'
import { parseCanonical } from '../../core/statement/canonical-json.ts'
import { readStatement } from '../../core/statement/statement.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { checkpointSizes } from './check-checkpoints.ts'
import { nodeCheck } from './check-nodes.ts'
import { holds, type KnownKeys, type Report } from './ledger-files.ts'
import { TreeWalk } from './tree-walk.ts'

/** A copy of another member's log in this folder. */
export interface MirrorFile {
  /** SHA-256 of the log's origin in hex, which is the file's name. */
  readonly hash: string
  readonly db: Database
  /** The lives that were folded from it, where there are any. */
  readonly standing: Database | null
}

/** What a mirror was found to be of: its origin by the memberships, or null. */
export const originOfMirror = ({ byKid }: KnownKeys, { hash }: MirrorFile): string | null =>
  [...byKid.values()].find(({ use, name }) => use === 'log' && sha256(name).toString('hex') === hash)?.name ??
  null

const sha256 = (bytes: Uint8Array | string): Buffer => createHash('sha256').update(bytes).digest()

/**
 * A mirror: every hash of its tree from the entries up; every checkpoint signed by a key that a member lists for this log,
 * cosigned by a listed witness, for the tree that is here; every proof of a fork, by itself. What the entries say is the other
 * log's matter, and is not judged. Problems are reported under the origin, or the file's name when nobody lists the log.
 */
export function checkMirror(mirror: MirrorFile, keys: KnownKeys, reportAll: Report): void {
  const origin = originOfMirror(keys, mirror)
  const of = `mirror of ${origin ?? mirror.hash}`
  const report: Report = (code, where) => reportAll(code, `${of}, ${where}`)
  if (origin === null) reportAll('ledger-mirror-unlisted', of)
  const roots = walkMirror(mirror.db, report)
  const logVkeys = [...keys.byKid.values()]
    .filter(({ use, name }) => use === 'log' && name === origin)
    .map(({ name, publicKey }) => formatVkey(name, noteSignatureTypes.ed25519, publicKey))
  if (origin !== null) checkMirrored(mirror.db, logVkeys, keys, roots, report)
  checkForks(mirror.db, logVkeys, report)
  if (mirror.standing !== null) checkFolded(mirror.standing, mirror.db, report)
}

/** Roots at the sizes of its checkpoints. */
function walkMirror(db: Database, report: Report): ReadonlyMap<number, Buffer> {
  const sizes = new Set(checkpointSizes(db))
  const nodes = nodeCheck(db, report)
  const tree = new TreeWalk()
  const roots = new Map<number, Buffer>()
  const rows = db.prepare<[], { leaf: number; bytes: Buffer }>(
    'SELECT leaf, bytes FROM entries ORDER BY leaf',
  )
  for (const { leaf, bytes } of rows.iterate()) {
    if (leaf !== tree.size) {
      report('ledger-leaf-missing', `leaf ${tree.size}`)
      return roots
    }
    nodes.hold(tree.append(bytes))
    if (sizes.has(tree.size)) roots.set(tree.size, tree.root())
  }
  nodes.end(tree.size)
  return roots
}

function checkMirrored(
  db: Database,
  logVkeys: readonly string[],
  { byKid }: KnownKeys,
  roots: ReadonlyMap<number, Buffer>,
  report: Report,
): void {
  const witnesses = [...byKid.values()]
    .filter(({ use }) => use === 'witness')
    .map(({ name, publicKey }) => formatVkey(name, noteSignatureTypes.cosignature, publicKey))
  const rows = db.prepare<[], { size: number; note: string }>(
    'SELECT size, note FROM checkpoints ORDER BY size',
  )
  for (const { size, note } of rows.iterate()) {
    const where = `checkpoint ${size}`
    let root: Uint8Array | null = null
    const isSigned = holds(() => {
      const checkpoint = parseCheckpoint(openNote(note, logVkeys, verifyEd25519).text)
      root = checkpoint.root
      return checkpoint.size === size
    })
    if (!isSigned) report('ledger-checkpoint-invalid', where)
    else if (root === null || !roots.get(size)?.equals(root)) report('ledger-checkpoint-differs', where)
    // One at a time: what the log has put beside it of a witness that does not count here is no matter of this folder.
    const isCosigned = witnesses.some((vkey) =>
      holds(() => openNote(note, [vkey], verifyEd25519).verified.length > 0),
    )
    if (!isCosigned) report('ledger-cosignature-invalid', where)
  }
}

/** Each verifies by itself, and by keys that this log is listed with. */
function checkForks(db: Database, logVkeys: readonly string[], report: Report): void {
  const rows = db.prepare<[], { n: number; proof: Buffer }>('SELECT n, proof FROM forks ORDER BY n')
  for (const { n, proof } of rows.iterate()) {
    const isProven = holds(() => {
      readForkProof(proof, verifyEd25519)
      return (forkProof.safeParse(parseCanonical(proof)).data?.vkeys ?? ['']).every((vkey) =>
        logVkeys.includes(vkey),
      )
    })
    if (!isProven) report('ledger-fork-invalid', `fork ${n}`)
  }
}

/** The statements that lives were folded from are those of the mirror, or of those that were passed over. */
function checkFolded(standing: Database, mirror: Database, report: Report): void {
  const entry = mirror.prepare<[number], Buffer>('SELECT bytes FROM entries WHERE leaf = ?').pluck()
  const rows = standing.prepare<[], { place: number; id: Buffer; kid: Buffer }>(
    'SELECT place, id, kid FROM statement ORDER BY place',
  )
  let next = 0
  for (const { place, id, kid } of rows.iterate()) {
    const bytes = entry.get(place)
    const isPassedOver = id.equals(sha256(`no statement ${place}`)) && kid.every((byte) => byte === 0)
    const isFolded =
      bytes !== undefined &&
      id.equals(sha256(bytes)) &&
      holds(() => readStatement(bytes).kid === kid.toString('hex'))
    if (place !== next || bytes === undefined || !(isFolded || isPassedOver))
      report('ledger-standing-differs', `judged statement ${place}`)
    next = place + 1
  }
}
