import { existsSync } from 'node:fs'
import { readSnapshot, type SnapshotTrust } from '../../../core/catalogue/snapshot/snapshot-manifest.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { publisherFile } from '../../../platform/catalogue/publisher-file.ts'
import { Tellers } from '../../../platform/catalogue/tellers.ts'
import { asDatabaseFailure, type Database, isStorageFailure } from '../../../platform/sqlite/open-database.ts'
import { openCatalogueFile } from '../catalogue-file.ts'
import { stand } from '../snapshot/apply-snapshot.ts'
import type { PublisherBook } from './publisher-book.ts'

/** A publisher as the catalogue lists it. */
interface Listed {
  readonly org: string
  readonly word: string
  readonly since: string
  readonly scope: string
}

/**
 * Has the catalogue list whom people's words leave believed, and nobody else; and verifies anew what lies here of each, under the
 * word and the memberships of now. What does not hold any more counts no more. Whether anything changed. One file that cannot be
 * read keeps no other from being verified: what it threw is thrown at the end, `database-…`, `disk-full`.
 */
export function heedTrust(catalogue: string, book: PublisherBook): boolean {
  const wanted = book.trusted().map(({ id, said }): Listed => {
    const { publisher, t, scope } = said
    return { org: publisher, word: id, since: t, scope: JSON.stringify(scope) }
  })
  let changed = false
  if (JSON.stringify(listedIn(catalogue)) !== JSON.stringify(wanted)) {
    list(catalogue, wanted)
    changed = true
  }
  const failures: BondmarkError[] = []
  for (const trust of book.trusted()) {
    const file = publisherFile(catalogue, trust.said.publisher)
    try {
      if (existsSync(file) && confirm(file, trust.id, trustOrNull(book, trust))) changed = true
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      failures.push(error)
    }
  }
  if (failures[0]) throw failures[0]
  return changed
}

/** Has nothing of a publisher count until trust is heeded again; also says whether the list can be written at all. Throws `database-…`, `disk-full`. */
export function delist(catalogue: string, publisher: string): void {
  const db = openCatalogueFile(catalogue)
  try {
    db.prepare('DELETE FROM publisher WHERE org = ?').run(publisher)
  } catch (error) {
    throw asDatabaseFailure(error, catalogue)
  } finally {
    db.close()
  }
}

function listedIn(catalogue: string): Listed[] {
  const tellers = new Tellers(catalogue)
  try {
    return tellers.own()?.publishers.all() ?? []
  } finally {
    tellers.close()
  }
}

function list(catalogue: string, wanted: readonly Listed[]): void {
  const db = openCatalogueFile(catalogue)
  try {
    const add = db.prepare(
      'INSERT INTO publisher (org, word, since, scope) VALUES (@org, @word, @since, @scope)',
    )
    db.transaction(() => {
      db.exec('DELETE FROM publisher')
      for (const one of wanted) add.run(one)
    }).immediate()
  } finally {
    db.close()
  }
}

/** Null where there is no list to verify by, or none that can be read as one: nothing counts then. */
function trustOrNull(book: PublisherBook, trust: Parameters<PublisherBook['snapshotTrust']>[0]) {
  try {
    return book.snapshotTrust(trust)
  } catch (error) {
    if (error instanceof BondmarkError && !isStorageFailure(error.code)) return null
    throw error
  }
}

/** Whether the version in a publisher's file counts from now on where it did not, or the other way round. */
function confirm(file: string, word: string, trust: SnapshotTrust | null): boolean {
  const db = openCatalogueFile(file)
  try {
    const counted = db.prepare<[], string>('SELECT word FROM standing').pluck().get() === word
    const counts = trust !== null && isSigned(db, trust)
    if (counts === counted) return false
    if (counts) stand(db, word)
    else db.exec('DELETE FROM standing')
    return true
  } finally {
    db.close()
  }
}

function isSigned(db: Database, trust: SnapshotTrust): boolean {
  const newest = db
    .prepare<[], Buffer>('SELECT statement FROM snapshot ORDER BY version DESC LIMIT 1')
    .pluck()
    .get()
  if (!newest) return false
  try {
    readSnapshot(newest, trust)
    return true
  } catch (error) {
    if (error instanceof BondmarkError) return false
    throw error
  }
}
