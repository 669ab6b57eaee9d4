import { z } from 'zod'
import type { PlanLine } from '../plan/asn.ts'

/** A name as plans and rule sets write it. */
export const ruleName = z.string().min(1).max(200)

/**
 * The fields of a scope, the most specific first. Of two rules that fit the same goods, the one counts that names the
 * first of these fields that only one of them names: a rule for a lot before one for a GTIN, one for a factory before
 * one for a brand, and so on. Two rules that name the same fields fit the same goods only with the same values, or with
 * categories below one another, where the lower one counts. So nothing is left undecided but the same scope twice, which
 * `checkRules` refuses.
 */
export const scopeFields = ['lot', 'gtin', 'manufacturer', 'brand', 'seller', 'category', 'origin'] as const
export type ScopeField = (typeof scopeFields)[number]

/** Which goods a rule is about: every field that is given must be that of the line; none given: all goods. */
export const scope = z.strictObject({
  lot: ruleName.optional(),
  gtin: z
    .string()
    .regex(/^\d{14}$/, 'a GTIN in 14 digits')
    .optional(),
  manufacturer: ruleName.optional(),
  brand: ruleName.optional(),
  seller: ruleName.optional(),
  /** This category, or any below it. */
  category: ruleName.optional(),
  origin: z.string().length(2).optional(),
})
export type Scope = Readonly<z.infer<typeof scope>>

/** What scopes are held against: a line's own fields, its ASN's seller, its category and those above it, the nearest first. */
export type Goods = Readonly<Record<Exclude<ScopeField, 'category'>, string>> & {
  readonly categories: readonly string[]
}

export function goodsOf(line: PlanLine, seller: string, categories: readonly string[]): Goods {
  const { lot, gtin, manufacturer, brand, origin } = line
  return { lot, gtin, manufacturer, brand, seller, origin, categories }
}

const bitOf = (field: ScopeField) => 1 << (scopeFields.length - 1 - scopeFields.indexOf(field))
const categoryBit = bitOf('category')

/** A bit for each field that is named, the most specific the highest: of two scopes the greater number goes before. */
export function rankOf(of: Scope): number {
  return scopeFields.reduce((rank, field) => rank + (of[field] === undefined ? 0 : bitOf(field)), 0)
}

/** Lengths stand before the values, so that no two different scopes give the same text. */
const part = (value: string) => `${value.length}:${value}`

/** One text for a scope's values; of two scopes of the same rank, the same only when the scopes are. */
export function scopeKey(of: Scope): string {
  let key = ''
  for (const field of scopeFields) {
    const value = of[field]
    if (value !== undefined) key += part(value)
  }
  return key
}

const fieldsOf = (rank: number) => scopeFields.filter((field) => rank & bitOf(field))

type Values = { readonly [field in Exclude<ScopeField, 'category'>]?: string | undefined }

function valuesKey(values: Values, fields: readonly ScopeField[], category: string): string {
  let key = ''
  for (const field of fields) key += part(field === 'category' ? category : (values[field] ?? ''))
  return key
}

/** Rules by their scope: as many look-ups as there are kinds of scope, however many rules there are. */
export class ScopeIndex<T extends { readonly scope: Scope }> {
  readonly #shelves: readonly {
    readonly rank: number
    readonly fields: readonly ScopeField[]
    readonly rules: ReadonlyMap<string, readonly T[]>
  }[]

  constructor(rules: readonly T[]) {
    const shelves = new Map<number, Map<string, T[]>>()
    for (const rule of rules) {
      const rank = rankOf(rule.scope)
      const shelf = shelves.get(rank) ?? new Map<string, T[]>()
      const key = scopeKey(rule.scope)
      const same = shelf.get(key)
      if (same) same.push(rule)
      else shelf.set(key, [rule])
      shelves.set(rank, shelf)
    }
    this.#shelves = [...shelves]
      .sort(([a], [b]) => b - a)
      .map(([rank, found]) => ({ rank, fields: fieldsOf(rank), rules: found }))
  }

  /** The rules that fit the goods, the most specific first. */
  *fitting(goods: Goods): Generator<T> {
    for (const { rank, fields, rules } of this.#shelves) {
      const categories = rank & categoryBit ? goods.categories : ['']
      for (const category of categories) yield* rules.get(valuesKey(goods, fields, category)) ?? []
    }
  }

  /** The rule that counts for the goods. */
  mostSpecific(goods: Goods): T | undefined {
    for (const { rank, fields, rules } of this.#shelves) {
      if (!(rank & categoryBit)) {
        const found = rules.get(valuesKey(goods, fields, ''))
        if (found) return found[0]
        continue
      }
      for (const category of goods.categories) {
        const found = rules.get(valuesKey(goods, fields, category))
        if (found) return found[0]
      }
    }
    return undefined
  }

  /** Rules of the same scope, as they stand in their list. */
  *groups(): Generator<readonly T[]> {
    for (const { rules } of this.#shelves) yield* rules.values()
  }

  /**
   * The groups whose scope takes in all of another one, which may be among them: it names no field that the other one
   * does not, and its category is the same or above.
   * @param above the other scope's category and those above it
   */
  *wider(of: Scope, above: readonly string[]): Generator<readonly T[]> {
    const named = rankOf(of)
    for (const { rank, fields, rules } of this.#shelves) {
      if (rank & ~named) continue
      for (const category of rank & categoryBit ? above : ['']) {
        const group = rules.get(valuesKey(of, fields, category))
        if (group) yield group
      }
    }
  }
}
