import { createHash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { readChunks } from './automerge-chunks.ts'
import { holds, type KnownKeys, type Report } from './ledger-files.ts'

const documentName = (org: string, warehouse: string, generation: number): string =>
  `workspace/${org}/${warehouse}/${generation}`

/** What every actor of a key in a document begins with (docs/formats/workspace-document.md). */
const actorTag = (document: string, kid: string): string =>
  createHash('sha256').update(`bondmark/workspace/1\0${document}\0${kid}`).digest('hex').slice(0, 32)

interface DocumentRow {
  readonly org: string
  readonly warehouse: string
  readonly generation: number
  readonly base: Buffer
  readonly heads: string
}

interface ChangeRow {
  readonly n: number
  readonly hash: string
  readonly kid: string
  readonly bytes: Buffer
}

/**
 * The documents that stations share. Nothing in them is signed; but each change is filed under the hash of its bytes and the
 * key whose actor wrote it, and the heads of a document follow from its changes. One document is held at a time.
 */
export function checkShared(db: Database, keys: KnownKeys, report: Report): void {
  const changes = db.prepare<[string, string, number], ChangeRow>(
    'SELECT n, hash, kid, bytes FROM change WHERE org = ? AND warehouse = ? AND generation = ? ORDER BY n',
  )
  const documents = db.prepare<[], DocumentRow>(
    'SELECT org, warehouse, generation, base, heads FROM document ORDER BY org, warehouse, generation',
  )
  for (const { org, warehouse, generation, base, heads } of documents.iterate()) {
    const name = documentName(org, warehouse, generation)
    const wrong = (what: string) => report('ledger-shared-differs', `${name}, ${what}`)
    const found = new Set(baseHeads(base))
    if (base.length > 0 && found.size === 0) wrong('its beginning')
    for (const row of changes.iterate(org, warehouse, generation)) {
      const [chunk, ...more] = readChunks(row.bytes) ?? []
      const fits =
        chunk?.kind === 'change' &&
        more.length === 0 &&
        chunk.hash === row.hash &&
        chunk.actor.startsWith(actorTag(name, row.kid)) &&
        keys.byKid.has(row.kid)
      if (!fits) wrong(`change ${row.n}`)
      if (chunk?.kind !== 'change') continue
      for (const dep of chunk.deps) found.delete(dep)
      found.add(chunk.hash)
    }
    if (heads !== JSON.stringify([...found].sort())) wrong('its heads')
  }
  checkStations(db, keys, report)
}

function baseHeads(base: Buffer): readonly string[] {
  const [chunk, ...more] = readChunks(base) ?? []
  return chunk?.kind === 'document' && more.length === 0 ? chunk.heads : []
}

/** Who was heard, and who was set aside and why: of documents that are there, by listed keys. */
function checkStations(db: Database, keys: KnownKeys, report: Report): void {
  const place = 'EXISTS (SELECT 1 FROM document AS d WHERE d.org = t.org AND d.warehouse = t.warehouse'
  const heard = db.prepare<[], { org: string; warehouse: string; kid: string; known: number }>(
    `SELECT org, warehouse, kid, ${place}) AS known FROM heard AS t ORDER BY org, warehouse, kid`,
  )
  for (const { org, warehouse, kid, known } of heard.iterate())
    if (!known || !keys.byKid.has(kid)) report('ledger-shared-differs', `${org}/${warehouse}, heard ${kid}`)
  const asides = db.prepare<
    [],
    {
      org: string
      warehouse: string
      generation: number
      kid: string
      change: string | null
      code: string
      detail: string
      known: number
    }
  >(
    `SELECT org, warehouse, generation, kid, change, code, detail, ${place} AND d.generation = t.generation) AS known
     FROM set_aside AS t ORDER BY org, warehouse, generation, kid`,
  )
  for (const { org, warehouse, generation, kid, change, detail, known } of asides.iterate()) {
    const isRead = holds(() => typeof JSON.parse(detail) === 'object')
    const isHash = change === null || /^[0-9a-f]{64}$/.test(change)
    if (!known || !keys.byKid.has(kid) || !isRead || !isHash)
      report('ledger-shared-differs', `${documentName(org, warehouse, generation)}, set aside ${kid}`)
  }
}
