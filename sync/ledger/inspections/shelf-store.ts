import type { Migration } from '../../../platform/sqlite/migrate.ts'
import { asDatabaseFailure, openDatabase } from '../../../platform/sqlite/open-database.ts'

/** "BMis": inspections on their way over a ledger. */
const APPLICATION_ID = 0x42_4d_69_73

/** What a file on its way is found by. All of it stands in the file too. */
const migrations: readonly Migration[] = [
  {
    number: 1,
    sql: `
-- name: AGENCY.HASH; hash: SHA-256 of the task, hex; station: the issuer that asks.
CREATE TABLE task (
  name TEXT PRIMARY KEY, hash TEXT NOT NULL, agency TEXT NOT NULL, station TEXT NOT NULL, file BLOB NOT NULL
) STRICT;
CREATE INDEX task_agency ON task (agency, name);
CREATE INDEX task_station ON task (station, hash);
-- name: TASKHASH.SHA-256 of the file; agency: the organisation whose inspector signed it; statement: its id, hex.
CREATE TABLE result (
  name TEXT PRIMARY KEY, task TEXT NOT NULL, agency TEXT NOT NULL, statement TEXT NOT NULL UNIQUE, file BLOB NOT NULL
) STRICT;
CREATE INDEX result_task ON result (task, name);
CREATE TRIGGER tasks_are_kept BEFORE DELETE ON task BEGIN SELECT RAISE(ABORT, 'a task stays'); END;
CREATE TRIGGER tasks_are_final BEFORE UPDATE ON task BEGIN SELECT RAISE(ABORT, 'a task stays'); END;
CREATE TRIGGER results_are_kept BEFORE DELETE ON result BEGIN SELECT RAISE(ABORT, 'a result stays'); END;
CREATE TRIGGER results_are_final BEFORE UPDATE ON result BEGIN SELECT RAISE(ABORT, 'a result stays'); END;`,
  },
]

export interface KeptParcel {
  readonly name: string
  readonly file: Buffer
}

/** The files that wait at a ledger, in a database of its folder: durable before anybody is told. */
export class ShelfStore {
  readonly #file
  readonly #db
  readonly #sql

  /** Throws what `openDatabase` throws. */
  constructor(file: string) {
    this.#file = file
    this.#db = openDatabase(file, { applicationId: APPLICATION_ID, migrations })
    this.#sql = {
      task: this.#db.prepare<[string], 1>('SELECT 1 FROM task WHERE name = ?').pluck(),
      named: this.#db.prepare<[string], string>('SELECT name FROM result WHERE statement = ?').pluck(),
      tasks: this.#db.prepare<[], number>('SELECT count(*) FROM task').pluck(),
      results: this.#db.prepare<[], number>('SELECT count(*) FROM result').pluck(),
      countOf: this.#db.prepare<[string], number>('SELECT count(*) FROM result WHERE task = ?').pluck(),
      resultsOf: this.#db
        .prepare<[string], Buffer>('SELECT file FROM result WHERE task = ? ORDER BY name')
        .pluck(),
      addTask: this.#db.prepare('INSERT INTO task VALUES (?, ?, ?, ?, ?)'),
      addResult: this.#db.prepare('INSERT INTO result VALUES (?, ?, ?, ?, ?)'),
      forAgency: this.#db.prepare<[string, string], KeptParcel>(
        'SELECT name, file FROM task WHERE agency = ? AND name > ? ORDER BY name',
      ),
      forStation: this.#db.prepare<[string, string], KeptParcel>(
        `SELECT name, file FROM result WHERE task IN (SELECT hash FROM task WHERE station = ?) AND name > ?
         ORDER BY name`,
      ),
    }
  }

  hasTask(name: string): boolean {
    return this.#sql.task.get(name) !== undefined
  }

  /** The name of the result that holds a statement, by its id; null when none does. */
  nameOf(statement: string): string | null {
    return this.#sql.named.get(statement) ?? null
  }

  count(kind: 'tasks' | 'results'): number {
    return this.#sql[kind].get() ?? 0
  }

  /** How many results wait for the station of a task, by its hash. */
  countOf(task: string): number {
    return this.#sql.countOf.get(task) ?? 0
  }

  /** The files of these results, in the order of their names. */
  resultsOf(task: string): Buffer[] {
    return this.#sql.resultsOf.all(task)
  }

  addTask(task: KeptParcel & { readonly hash: string; readonly agency: string; readonly station: string }) {
    const { name, hash, agency, station, file } = task
    this.#write(() => this.#sql.addTask.run(name, hash, agency, station, file))
  }

  addResult(
    result: KeptParcel & { readonly task: string; readonly agency: string; readonly statement: string },
  ): void {
    const { name, task, agency, statement, file } = result
    this.#write(() => this.#sql.addResult.run(name, task, agency, statement, file))
  }

  /** Tasks of an agency behind a name, in the order of names. */
  forAgency(agency: string, after: string): IterableIterator<KeptParcel> {
    return this.#sql.forAgency.iterate(agency, after)
  }

  /** Results of the tasks of a station behind a name, in the order of names. */
  forStation(station: string, after: string): IterableIterator<KeptParcel> {
    return this.#sql.forStation.iterate(station, after)
  }

  close(): void {
    this.#db.close()
  }

  #write(work: () => unknown): void {
    try {
      work()
    } catch (error) {
      throw asDatabaseFailure(error, this.#file)
    }
  }
}
