import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Migration, migrate } from './migrate.ts'

const steps: Migration[] = [
  { number: 1, sql: 'CREATE TABLE a (x)' },
  { number: 2, sql: "CREATE TABLE b (x); INSERT INTO b VALUES ('kept')" },
]

let db: Database.Database
beforeEach(() => {
  db = new Database(':memory:')
})
afterEach(() => db.close())

const version = () => db.pragma('user_version', { simple: true })
const tables = () =>
  db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all()

describe('migrations', () => {
  it('bring an empty file to the newest step, and a second time change nothing', () => {
    migrate(db, 'f', steps, false)
    migrate(db, 'f', steps, false)
    expect(version()).toBe(2)
    expect(tables()).toEqual(['a', 'b'])
    expect(db.prepare('SELECT count(*) FROM b').pluck().get()).toBe(1)
  })

  it('take an older file on from where it is', () => {
    migrate(db, 'f', steps.slice(0, 1), false)
    migrate(db, 'f', steps, false)
    expect([version(), tables()]).toEqual([2, ['a', 'b']])
  })

  it('leave a step that fails undone, and the ones before it done', () => {
    const broken = [...steps.slice(0, 1), { number: 2, sql: 'CREATE TABLE b (x); CREATE TABLE a (x)' }]
    expect(() => migrate(db, 'f', broken, false)).toThrow(/already exists/)
    expect([version(), tables()]).toEqual([1, ['a']])
    migrate(db, 'f', steps, false)
    expect(version()).toBe(2)
  })

  it('refuse a newer file and touch nothing of it', () => {
    db.pragma('user_version = 3')
    expect(() => migrate(db, 'f', steps, false)).toThrow(
      expect.objectContaining({ code: 'database-newer', detail: { file: 'f', found: 3, known: 2 } }),
    )
    expect([version(), tables()]).toEqual([3, []])
  })

  it('are not made by a reader: an older file is refused', () => {
    expect(() => migrate(db, 'f', steps, true)).toThrow(
      expect.objectContaining({ code: 'database-older', detail: { file: 'f', found: 0, known: 2 } }),
    )
    expect(version()).toBe(0)
  })

  it('have no gaps in their numbers', () => {
    expect(() => migrate(db, 'f', [{ number: 2, sql: 'CREATE TABLE a (x)' }], false)).toThrow(
      /stands at place 1/,
    )
    expect(tables()).toEqual([])
  })
})
