import { statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { asDatabaseFailure, refuseByHeader } from '../../platform/sqlite/open-database.ts'
import { migrations, STATION_APPLICATION_ID } from '../store/schema.ts'

export type StationFile = Database.Database

/**
 * Opens a station's database for reading only. What is found on the way is kept in temporary tables, on disk where they
 * grow, so that the check of a large store needs little memory. Throws `database-missing`, `database-foreign`, `database-newer`,
 * `database-older`, `database-damaged`, `database-locked`, `database-cannot-open`.
 */
export function openStationFile(file: string): StationFile {
  // A workspace whose database is gone has lost it: an empty one in its place would look sound.
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0) {
    throw new BondmarkError('database-missing', { file })
  }
  refuseByHeader(file, STATION_APPLICATION_ID, migrations.length)
  let db: StationFile | undefined
  try {
    db = new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 })
    if (db.pragma('application_id', { simple: true }) !== STATION_APPLICATION_ID) {
      throw new BondmarkError('database-foreign', { file })
    }
    const found = Number(db.pragma('user_version', { simple: true }))
    const known = migrations.length
    if (found > known) throw new BondmarkError('database-newer', { file, found, known })
    if (found < known) throw new BondmarkError('database-older', { file, found, known })
    db.pragma('trusted_schema = OFF')
    db.pragma('temp_store = FILE')
    return db
  } catch (error) {
    db?.close()
    throw asDatabaseFailure(error, file)
  }
}
