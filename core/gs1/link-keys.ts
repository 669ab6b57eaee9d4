import type { AiRow } from './ai-table.ts'

/** What a qualifier counts: one that may not be an attribute instead counts more than any number of others. */
function weight({ linkAttribute }: AiRow): number {
  return linkAttribute ? 1 : 10
}

function withName(rows: readonly AiRow[], ai: string): AiRow | undefined {
  for (const row of rows) if (row.ai === ai) return row
  return undefined
}

/**
 * The qualifiers of `key` among `rows`, in the order of the path. Of two alternatives the one that leaves less out of
 * the link is chosen, and the first where they are even.
 */
export function qualifiersFor(key: AiRow, rows: readonly AiRow[]): readonly AiRow[] {
  let best: readonly AiRow[] = []
  let most = 0
  for (const sequence of key.qualifiers ?? []) {
    const taken: AiRow[] = []
    let weighed = 0
    for (const ai of sequence) {
      const row = withName(rows, ai)
      if (row === undefined) continue
      taken.push(row)
      weighed += weight(row)
    }
    if (weighed <= most) continue
    best = taken
    most = weighed
  }
  return best
}

/** True when `names` follow `key` in an order that one of its sequences of qualifiers has. */
export function isQualifierPath(key: AiRow, names: readonly string[]): boolean {
  if (names.length === 0) return true
  for (const sequence of key.qualifiers ?? []) {
    let at = 0
    for (const name of sequence) if (name === names[at]) at++
    if (at === names.length) return true
  }
  return false
}

/**
 * True when `name` could have stood in the path beside `path`, which begins with the key: then it may not stand in the
 * query.
 */
export function belongsInPath(path: readonly AiRow[], name: string): boolean {
  const [key, ...qualifiers] = path
  for (const sequence of key?.qualifiers ?? []) {
    if (sequence.includes(name) && qualifiers.every(({ ai }) => sequence.includes(ai))) return true
  }
  return false
}

/** The place of the primary key that a link begins with: the GTIN, else the first key; -1 when none is one. */
export function keyPlace(rows: readonly AiRow[]): number {
  let first = -1
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]
    if (row === undefined || row.qualifiers === null) continue
    if (row.ai === '01') return i
    if (first < 0) first = i
  }
  return first
}
