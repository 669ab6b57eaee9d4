import type { Database } from '../../platform/sqlite/open-database.ts'

export type Role = 'operator' | 'supervisor' | 'administrator'

export interface Person {
  readonly badge: string
  readonly name: string
  readonly role: Role
  /** What events call this person: says nothing to outsiders. */
  readonly pseudonym: string
  /** PHC string of the passcode. */
  readonly passcode: string
  readonly kid: string | null
  /** JSON of the sealed seed of a supervisor's or administrator's key. */
  readonly keyBox: string | null
}

/** The people who may work here. */
export class People {
  readonly #db

  constructor(db: Database) {
    this.#db = db
  }

  add(person: Person): void {
    this.#db
      .prepare(
        'INSERT INTO person (badge, name, role, pseudonym, passcode, kid, key_box) VALUES (@badge, @name, @role, @pseudonym, @passcode, @kid, @keyBox)',
      )
      .run(person)
  }

  /** Whom statements and labels call so. */
  byPseudonym(pseudonym: string): Pick<Person, 'badge' | 'name' | 'pseudonym'> | null {
    return (
      this.#db
        .prepare<[string], Pick<Person, 'badge' | 'name' | 'pseudonym'>>(
          'SELECT badge, name, pseudonym FROM person WHERE pseudonym = ?',
        )
        .get(pseudonym) ?? null
    )
  }

  get(badge: string): Person | null {
    return (
      this.#db
        .prepare<[string], Person>(
          'SELECT badge, name, role, pseudonym, passcode, kid, key_box AS keyBox FROM person WHERE badge = ?',
        )
        .get(badge) ?? null
    )
  }
}
