import { existsSync } from 'node:fs'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type Database, openDatabase } from '../sqlite/open-database.ts'
import { CATALOGUE_APPLICATION_ID, catalogueMigrations } from './catalogue-schema.ts'

const options = { applicationId: CATALOGUE_APPLICATION_ID, migrations: catalogueMigrations }

/**
 * A file of goods data to read in; null while there is none, or somebody is just making it. One of an older release is brought
 * forward first. Throws `database-…`.
 */
export function openCatalogueToRead(file: string): Database | null {
  if (!existsSync(file)) return null
  try {
    return openDatabase(file, { ...options, readonly: true })
  } catch (error) {
    if (!(error instanceof BondmarkError) || error.code !== 'database-older') throw error
    if (error.detail.found === 0) return null
    openDatabase(file, { ...options, mustExist: true }).close()
    return openDatabase(file, { ...options, readonly: true })
  }
}
