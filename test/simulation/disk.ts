import Database from 'better-sqlite3'
import { migrate } from '../../platform/sqlite/migrate.ts'
import type { Database as Db, OpenDatabase, OpenOptions } from '../../platform/sqlite/open-database.ts'
import { type Life, ProcessKilled } from './life.ts'

/** Empty databases of each kind, as bytes: migrating one takes longer than most runs have for it. */
const templates = new Map<number, Buffer>()

/**
 * A computer's files, SQLite databases in memory. What was committed outlives the process; everything else goes with it.
 */
export class Disk {
  readonly #files = new Map<string, Db>()
  readonly #replaced: Db[] = []
  #life: Life | null = null
  /** Called after each commit with the file's name. */
  onCommit: (file: string) => void = () => {}

  /** From now on this process writes here. */
  attach(life: Life): void {
    this.#life = life
  }

  /** Opens a file for the process that is attached now. */
  readonly open: OpenDatabase = (file, options) => {
    const db = this.#files.get(file) ?? make(options)
    this.#files.set(file, db)
    const life = this.#life
    if (life === null) throw new Error('no process to open files for')
    return guarded(db, life, () => this.onCommit(file))
  }

  /** The file itself, to look into it from outside; null when there is none. */
  look(file: string): Db | null {
    return this.#files.get(file) ?? null
  }

  /** A copy of all files as they are now. */
  copy(): ReadonlyMap<string, Buffer> {
    return new Map([...this.#files].map(([file, db]) => [file, db.serialize()]))
  }

  /** Puts a copy back in the place of all files. No process may be alive. */
  restore(copy: ReadonlyMap<string, Buffer>): void {
    // What a dead process left behind may still read in the files that it had open.
    this.#replaced.push(...this.#files.values())
    this.#files.clear()
    for (const [file, bytes] of copy) this.#files.set(file, prepared(new Database(bytes)))
  }

  close(): void {
    for (const db of [...this.#files.values(), ...this.#replaced.splice(0)]) db.close()
    this.#files.clear()
  }
}

function make({ applicationId, migrations }: OpenOptions): Db {
  const template = templates.get(applicationId)
  if (template !== undefined) return prepared(new Database(template))
  const db = prepared(new Database(':memory:'))
  migrate(db, ':memory:', migrations, false)
  templates.set(applicationId, db.serialize())
  return db
}

function prepared(db: Db): Db {
  db.pragma('foreign_keys = ON')
  db.pragma('trusted_schema = OFF')
  return db
}

/**
 * The database as one process has it: every commit is a place where the process may die, before it or after it, and a
 * dead process commits nothing.
 */
function guarded(db: Db, life: Life, onCommit: () => void): Db {
  const full = () => new Database.SqliteError('database or disk is full', 'SQLITE_FULL')
  const committed = <T>(work: () => T): T => {
    if (!life.effect('write')) throw new ProcessKilled()
    const result = work()
    onCommit()
    return result
  }
  const commit = <T>(work: () => T): T => {
    if (life.isDiskFull()) throw full()
    return committed(work)
  }
  const guard = {
    prepare(sql: string) {
      const statement = db.prepare(sql)
      const run = statement.run.bind(statement)
      statement.run = (...values: unknown[]) =>
        db.inTransaction ? run(...values) : commit(() => run(...values))
      return statement
    },
    transaction(work: (...values: unknown[]) => unknown) {
      const nested = db.transaction(work)
      // A full disk shows itself at the end, when all of the transaction's work has been done.
      const transaction = db.transaction((...values: unknown[]) => {
        const result = work(...values)
        if (life.isDiskFull()) throw full()
        return result
      })
      const ways = ['default', 'deferred', 'immediate', 'exclusive'] as const
      const run = (...values: unknown[]) =>
        db.inTransaction ? nested(...values) : committed(() => transaction(...values))
      for (const way of ways)
        Object.assign(run, {
          [way]: (...values: unknown[]) =>
            db.inTransaction ? nested[way](...values) : committed(() => transaction[way](...values)),
        })
      return run
    },
    exec: (sql: string) => commit(() => db.exec(sql)),
    pragma: db.pragma.bind(db),
    get inTransaction() {
      return db.inTransaction
    },
    close: () => undefined,
  }
  return guard as unknown as Db
}
