import type { Database } from 'better-sqlite3'
import { readManifest } from '../../core/evidence/manifest.ts'
import { domainTagged } from '../../core/label/domain.ts'
import { readStatement } from '../../core/statement/statement.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { readDocumentRefusal } from '../../sync/documents/document-refusal.ts'
import { holds, type KnownKeys, type Report } from './ledger-files.ts'

/**
 * What a ledger remembers of documents: the signed words with which they were frozen, its own and those of stations;
 * those that are in the log whole, by their manifests there; and that what is kept of unfinished ones has no gap. The frames
 * themselves are what a station sent and nobody has looked at yet: nothing can be said of their bytes.
 */
export function checkDocuments(db: Database, log: Database, keys: KnownKeys, report: Report): void {
  checkFrozen(db, keys, report)
  checkTaken(db, log, report)
  checkKept(db, keys, report)
}

interface FrozenRow {
  readonly n: number
  readonly document: string
  readonly kid: Buffer
  readonly refusal: Buffer
  readonly signature: Buffer
}

function checkFrozen(db: Database, keys: KnownKeys, report: Report): void {
  const rows = db.prepare<[], FrozenRow>('SELECT n, document, kid, refusal, signature FROM frozen ORDER BY n')
  for (const { n, document, kid, refusal, signature } of rows.iterate()) {
    const where = `frozen document ${n}`
    const said = readDocumentRefusal(refusal)
    const by = said === null ? undefined : keys.byKid.get(said.by)
    const isSigned =
      by !== undefined &&
      (by.use === 'station' || (by.use === 'log' && by.org === keys.org)) &&
      holds(() => verifyEd25519(by.publicKey, domainTagged('document-refusal', refusal), signature))
    if (!isSigned) report('ledger-document-forged', where)
    // A station's word names the log as it likes: it is filed under the key of the log that it was given to.
    const author = by?.use === 'log' ? said?.author : keys.byKid.get(kid.toString('hex'))?.kid
    if (said?.document !== document || author !== kid.toString('hex'))
      report('ledger-document-differs', where)
  }
}

function checkTaken(db: Database, log: Database, report: Report): void {
  const manifest = log.prepare<[Buffer], Buffer>('SELECT bytes FROM entries WHERE id = ?').pluck()
  const rows = db.prepare<[], { document: string; kid: Buffer; manifest: Buffer }>(
    'SELECT document, kid, manifest FROM taken ORDER BY document, kid',
  )
  for (const row of rows.iterate()) {
    const bytes = manifest.get(row.manifest)
    const fits =
      bytes !== undefined &&
      holds(() => {
        const { kid, station } = readManifest(readStatement(bytes).payload)
        const [, name] = /^batch\/(.+)\/\d+$/.exec(row.document) ?? []
        return kid === row.kid.toString('hex') && name === station.split('/').at(-1)
      })
    if (!fits) report('ledger-document-differs', `document ${row.document}`)
  }
}

function checkKept(db: Database, keys: KnownKeys, report: Report): void {
  const rows = db.prepare<[], { document: string; kid: Buffer; last: number; frames: number }>(
    'SELECT document, kid, max(place) AS last, count(*) AS frames FROM kept GROUP BY document, kid ORDER BY document, kid',
  )
  for (const { document, kid, last, frames } of rows.iterate()) {
    if (last !== frames - 1 || !keys.byKid.has(kid.toString('hex')) || !/^batch\/.+\/\d+$/.test(document))
      report('ledger-document-differs', `unfinished ${document}`)
  }
}
