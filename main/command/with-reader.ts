import { readFileSync } from 'node:fs'
import { parseTrustFile } from '../../core/evidence/trust.ts'
import { asDatabaseFailure } from '../../platform/sqlite/open-database.ts'
import { StationStore } from '../store/station-store.ts'
import { readProfile, workspaceFiles } from '../workspace/workspace.ts'

function openReader(folder: string) {
  const profile = readProfile(folder)
  const files = workspaceFiles(folder)
  const trust = parseTrustFile(readFileSync(files.trust, 'utf8'))
  const store = new StationStore(files.database, { readonly: true })
  return { folder, profile, files, trust, store }
}

/** Everything about a workspace that only reads. */
export type Reader = ReturnType<typeof openReader>

/**
 * Reads in a workspace without its lock, so beside a running station too. Throws `workspace-…`, what `use` throws, and
 * `database-…` for what only shows while reading: a page deep in the database that rotted.
 */
export async function withReader<T>(folder: string, use: (reader: Reader) => T | Promise<T>): Promise<T> {
  const reader = openReader(folder)
  try {
    return await use(reader)
  } catch (error) {
    throw asDatabaseFailure(error, reader.files.database)
  } finally {
    reader.store.close()
  }
}
