import { type AiRow, rowOf } from './ai-table.ts'

/** What a qualifier counts: one that may not be an attribute instead counts more than any number of others. */
function weight(ai: string): number {
  return rowOf(ai)?.linkAttribute === true ? 1 : 10
}

/**
 * The qualifiers of `key` that `present` chooses, in the order of the path. Of two alternatives the one that leaves less
 * out of the link is chosen, and the first where they are even.
 */
export function qualifiersFor(key: AiRow, present: (ai: string) => boolean): readonly string[] {
  let best: readonly string[] = []
  let most = 0
  for (const sequence of key.qualifiers ?? []) {
    const taken = sequence.filter(present)
    const weighed = taken.reduce((sum, ai) => sum + weight(ai), 0)
    if (weighed <= most) continue
    best = taken
    most = weighed
  }
  return best
}

/** True when `names` follow `key` in an order that one of its sequences of qualifiers has. */
export function isQualifierPath(key: AiRow, names: readonly string[]): boolean {
  for (const sequence of key.qualifiers ?? []) {
    let at = 0
    for (const name of sequence) if (name === names[at]) at++
    if (at === names.length) return true
  }
  return false
}

/** True when `name` could have stood in the path of `key` beside `names`: then it may not stand in the query. */
export function belongsInPath(key: AiRow, names: readonly string[], name: string): boolean {
  return (key.qualifiers ?? []).some((sequence) => [...names, name].every((each) => sequence.includes(each)))
}

/**
 * The primary key that a link of these identifiers begins with: the GTIN, else the first key of them.
 *
 * @returns undefined when none is a primary key
 */
export function primaryKey(identifiers: readonly string[]): AiRow | undefined {
  if (identifiers.includes('01')) return rowOf('01')
  const first = identifiers.find((ai) => rowOf(ai)?.qualifiers)
  return first === undefined ? undefined : rowOf(first)
}
