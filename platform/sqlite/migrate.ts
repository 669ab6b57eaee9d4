import type { Database } from 'better-sqlite3'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'

/** One step of a schema's history. Numbers are gapless from 1; a step that has shipped is never edited. */
export interface Migration {
  readonly number: number
  readonly sql: string
}

/** Throws `database-newer` for a file of a later release. */
export function refuseNewer(db: Database, file: string, migrations: readonly Migration[]): void {
  const found = Number(db.pragma('user_version', { simple: true }))
  if (found > migrations.length)
    throw new BondmarkError('database-newer', { file, found, known: migrations.length })
}

/** Brings `user_version` to the newest step, each step in a transaction of its own. */
export function migrate(
  db: Database,
  file: string,
  migrations: readonly Migration[],
  readonly: boolean,
): void {
  migrations.forEach((step, index) => {
    if (step.number !== index + 1) throw new Error(`migration ${step.number} stands at place ${index + 1}`)
  })
  refuseNewer(db, file, migrations)
  const at = Number(db.pragma('user_version', { simple: true }))
  if (at === migrations.length) return
  if (readonly) throw new BondmarkError('database-older', { file, found: at, known: migrations.length })
  for (const step of migrations.slice(at)) {
    db.transaction(() => {
      db.exec(step.sql)
      db.pragma(`user_version = ${step.number}`)
    }).immediate()
  }
}
