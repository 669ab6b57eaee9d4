import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { asDatabaseFailure } from '../../platform/sqlite/open-database.ts'
import { attachmentFile, type BackupFile } from './backup-header.ts'
import { digestOf } from './write-archive.ts'

/** Attachments came with this migration; a database of before has no such table. */
const TABLE = 'inspection_attachment'

/**
 * The attachments that a copied database lists, in the order of their hashes, as files of a backup. Each is read and held against
 * its hash, a piece at a time. One that is damaged or gone is counted and left out: it can be imported again, and what is left is worth
 * keeping all the more. Throws `database-…`, and what the system says of a file.
 */
export async function attachmentsIn(
  database: string,
  workspace: string,
): Promise<{ files: BackupFile[]; missing: number }> {
  const files: BackupFile[] = []
  let missing = 0
  for (const { sha256, bytes } of listed(database)) {
    const name = attachmentFile(sha256)
    const path = join(workspace, name)
    const found = existsSync(path) ? await digestOf(path) : null
    if (found?.sha256 === sha256 && found.bytes === bytes) files.push({ name, ...found })
    else missing += 1
  }
  return { files, missing }
}

function listed(file: string): { readonly sha256: string; readonly bytes: number }[] {
  const db = new Database(file, { readonly: true, fileMustExist: true })
  try {
    const isThere = db
      .prepare<[string]>("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?")
      .get(TABLE)
    if (!isThere) return []
    return db
      .prepare<[], { sha256: string; bytes: number }>(
        `SELECT lower(hex(sha256)) AS sha256, bytes FROM ${TABLE} ORDER BY sha256`,
      )
      .all()
  } catch (error) {
    throw asDatabaseFailure(error, file)
  } finally {
    db.close()
  }
}
