import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type ManifestPayload, readManifest } from '../../core/evidence/manifest.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import { readStatement, type Statement, verifyStatement } from '../../core/statement/statement.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { leafRow, rowsOnPage, type StoredValue } from '../../platform/sqlite/leaf-rows.ts'
import type { PageFile } from '../../platform/sqlite/page-file.ts'
import type { KnownKeys } from '../fsck/known-keys.ts'

/** A statement that was found whole and signed by a key that may: where it lies, and its place in its chain. */
export interface FoundStatement {
  readonly id: string
  readonly kid: string
  readonly issuer: string
  /** null for a manifest */
  readonly seq: number | null
  readonly prev: string | null
  readonly page: number
  readonly at: number
}

export interface Found {
  readonly statements: readonly FoundStatement[]
  readonly manifests: readonly ManifestPayload[]
  /** Places (`n`) of statements for which a receipt was found; how many by id are the statements' own to say. */
  readonly receipts: ReadonlyMap<number, string>
  /** id of the statement at a place */
  readonly places: ReadonlyMap<string, number>
  /** Rows that have the shape of a statement, and are none that can be proven. */
  readonly unproven: number
}

/** Pages between two turns for whoever waits beside this. */
const STEP = 256

/**
 * Walks every page of a station's database, whatever its header, schema and indexes look like, and keeps each statement
 * whose signature holds. A page that is torn or gone costs the rows on it and no others. What is found twice (an old copy
 * of a page) counts once; the signature, not the place, is what makes it true.
 */
export async function findStatements(
  file: PageFile,
  keys: KnownKeys,
  onProgress: (done: number, total: number) => void,
): Promise<Found> {
  const statements: FoundStatement[] = []
  const manifests: ManifestPayload[] = []
  const receipts = new Map<number, string>()
  const places = new Map<string, number>()
  const unproven = new Set<number>()
  for (let page = 1; page <= file.pages; page++) {
    const rows = rowsOnPage(file, page)
    for (let at = 0; at < rows; at++) {
      const row = leafRow(file, page, at)
      if (!row) continue
      const proof = proofIn(row.values)
      if (proof !== null) receipts.set(row.rowid, proof)
      const bytes = statementIn(row.values)
      if (!bytes) continue
      const statement = provable(bytes, keys)
      if (!statement) unproven.add(row.rowid)
      if (!statement || places.has(statement.id)) continue
      places.set(statement.id, row.rowid)
      const { id, kid, issuer, seq = null, prev = null } = statement
      statements.push({ id, kid, issuer, seq, prev, page, at })
      if (statement.contentType === contentTypes.manifest) manifests.push(readManifest(statement.payload))
    }
    if (page % STEP === 0) {
      onProgress(page, file.pages)
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  onProgress(file.pages, file.pages)
  for (const n of places.values()) unproven.delete(n)
  return { statements, manifests, receipts, places, unproven: unproven.size }
}

/** A row of the table `statement`: n, id, kid, seq, content_type, subject, t, batch, bytes. */
export function statementIn(values: readonly StoredValue[]): Buffer | null {
  const [n, id, kid, , contentType, subject, , , bytes] = values
  const fits =
    values.length === 9 &&
    n === null &&
    Buffer.isBuffer(id) &&
    id.length === 32 &&
    Buffer.isBuffer(kid) &&
    kid.length === 32 &&
    typeof contentType === 'string' &&
    typeof subject === 'string'
  return fits && Buffer.isBuffer(bytes) ? bytes : null
}

/** A row of the table `receipt`: statement, proof. */
function proofIn(values: readonly StoredValue[]): string | null {
  const [statement, proof] = values
  const fits = values.length === 2 && statement === null && typeof proof === 'string'
  return fits && proof.startsWith('c2sp.org/tlog-proof') ? proof : null
}

/** The statement in these bytes when a listed key signed it, and it may be what it says; null otherwise. */
function provable(bytes: Buffer, keys: KnownKeys): Statement | null {
  try {
    const statement = readStatement(new Uint8Array(bytes), sha256Native)
    const isManifest = statement.contentType === contentTypes.manifest
    if (isManifest !== (statement.seq === undefined)) return null
    const key = isManifest ? keys.supervisor(statement.kid) : keys.station(statement.kid)
    if (!key || key.issuer !== statement.issuer) return null
    if (isManifest) readManifest(statement.payload)
    return verifyStatement(statement, key.publicKey, verifyEd25519) ? statement : null
  } catch (error) {
    if (error instanceof BondmarkError) return null
    throw error
  }
}
