import type { DemandKind } from './demand-kind.ts'
import type { Conclusion } from './history.ts'

/** Below it, a list is looked through; above it, it is put in order once. */
const LISTED_MAX = 8

type KeyOf<T> = (one: T) => string
const shelves = new WeakMap<readonly object[], Map<KeyOf<never>, ReadonlyMap<string, readonly object[]>>>()

/** The members of a list that have the key, in their order; a long list is put in order once for each kind of key. */
export function found<T extends object>(list: readonly T[], keyOf: KeyOf<T>, key: string): readonly T[] {
  if (list.length <= LISTED_MAX) return list.filter((one) => keyOf(one) === key)
  const ordered = shelves.get(list) ?? new Map()
  shelves.set(list, ordered)
  let shelf: Map<string, T[]> | undefined = ordered.get(keyOf)
  if (!shelf) {
    shelf = new Map()
    for (const one of list) {
      const same = shelf.get(keyOf(one))
      if (same) same.push(one)
      else shelf.set(keyOf(one), [one])
    }
    ordered.set(keyOf, shelf)
  }
  return shelf.get(key) ?? []
}

const badnessOf = { conformant: 0, conditional: 1, 'non-conformant': 3 } as const

/** One that would let goods go on and is contested or repeated is worse than any that does, for it lets none. */
const badness = ({ outcome, isContested, isRepeated }: Conclusion) =>
  (isContested || isRepeated) && outcome !== 'non-conformant' ? 2 : badnessOf[outcome]

/** One that is repeated before all others; then the later day; of one day the worse outcome, for an id follows from names that whoever sends goods may choose; then by id. */
function isNewer(a: Conclusion, b: Conclusion): boolean {
  if (Boolean(a.isRepeated) !== Boolean(b.isRepeated)) return a.isRepeated === true
  if (a.on !== b.on) return a.on > b.on
  const worse = badness(a) - badness(b)
  return worse === 0 ? a.id > b.id : worse > 0
}

/** The newest of conclusions that are not younger than the day. */
export function newest(of: readonly Conclusion[], today: string): Conclusion | undefined {
  let best: Conclusion | undefined
  for (const one of of) if (one.on <= today && (!best || isNewer(one, best))) best = one
  return best
}

/** Whether goods may go on by it: it conformed, if under conditions, nobody contests it, and it is not being made again. */
export const letsGoOn = ({ outcome, isContested, isRepeated }: Conclusion): boolean =>
  outcome !== 'non-conformant' && !isContested && !isRepeated

/** What of a subject has to be the same for a conclusion to be about it. */
export const subjectKey =
  (...fields: readonly string[]) =>
  ({ kind, subject }: { readonly kind: DemandKind; readonly subject: Readonly<Record<string, string>> }) =>
    JSON.stringify([kind, ...fields.map((field) => subject[field] ?? null)])
