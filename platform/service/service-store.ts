import { randomUUID } from 'node:crypto'
import { chmodSync } from 'node:fs'
import { systemRandomBytes } from '../keys/random-bytes.ts'
import { type Database, openDatabase } from '../sqlite/open-database.ts'
import { ApiKeys } from './api-keys.ts'
import { KeptAnswers } from './kept-answers.ts'
import { SERVICE_APPLICATION_ID, serviceMigrations } from './service-schema.ts'
import { Uses } from './uses.ts'
import { Webhooks } from './webhooks.ts'

/** What a decision service keeps: keys, kept answers, uses, webhooks. */
export interface ServiceStore {
  readonly keys: ApiKeys
  readonly answers: KeptAnswers
  readonly uses: Uses
  readonly webhooks: Webhooks
  close(): void
}

/**
 * Opens the file, made when absent and readable by its owner alone: it holds the secrets of webhooks. Several processes may: the service, and
 * commands beside it. Throws `database-…`.
 */
export function openServiceStore(file: string): ServiceStore {
  const db: Database = openDatabase(file, {
    applicationId: SERVICE_APPLICATION_ID,
    migrations: serviceMigrations,
  })
  chmodSync(file, 0o600)
  return {
    keys: new ApiKeys(db, systemRandomBytes),
    answers: new KeptAnswers(db, randomUUID()),
    uses: new Uses(db),
    webhooks: new Webhooks(db),
    close: () => db.close(),
  }
}
