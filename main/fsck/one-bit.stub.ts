import type { Database } from 'better-sqlite3'

export type Value = string | number | Buffer | null

/** The same value with one bit changed; of a text, the lowest bit of a character. */
export function flipped(value: Value, random: () => number): Value {
  const below = (n: number) => Math.floor(random() * n)
  if (typeof value === 'number') return value ^ (1 << below(2))
  if (typeof value === 'string') {
    const at = below(value.length)
    return value === ''
      ? '!'
      : value.slice(0, at) + String.fromCharCode(value.charCodeAt(at) ^ 1) + value.slice(at + 1)
  }
  if (value === null) return value
  const bytes = Buffer.from(value)
  const at = below(bytes.length)
  bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8))
  return bytes
}

/** Every column of every table, with the columns of its table's key. */
export function columnsOf(db: Database): { table: string; column: string; key: string[] }[] {
  const tables = db
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .pluck()
    .all()
  return tables.flatMap((table) => {
    const columns = db.pragma(`table_info(${table})`) as { name: string; pk: number }[]
    const key = columns.filter(({ pk }) => pk > 0).map(({ name }) => name)
    return columns.map(({ name: column }) => ({ table, column, key }))
  })
}

/** Does something behind the guards of the tables, which are put back. */
export function unguarded<T>(db: Database, work: () => T): T {
  const triggers = db
    .prepare<[], { name: string; sql: string }>("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
    .all()
  for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`)
  try {
    return work()
  } finally {
    for (const { sql } of triggers) db.exec(sql)
  }
}
