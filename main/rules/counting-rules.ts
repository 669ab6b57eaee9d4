import { readFileSync } from 'node:fs'
import { type RuleSet, readRuleSet } from '../../core/decision/rule-set.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { namedSet } from '../../core/rules/approved-rules.ts'
import type { StationStore } from '../store/station-store.ts'

type Store = Pick<StationStore, 'rules' | 'transaction'>

/** A rule set out of the store. Throws `rules-unreadable` for one that is not there whole: nothing is decided by half a set. */
export function storedRules({ rules }: Pick<Store, 'rules'>, hash: string): RuleSet {
  const json = rules.json(hash)
  const unreadable = () => new BondmarkError('rules-unreadable', { hash: hash.slice(0, 12) })
  if (json === null) throw unreadable()
  let read: RuleSet
  try {
    read = readRuleSet(new TextEncoder().encode(json), hash)
  } catch (error) {
    if (error instanceof BondmarkError) throw unreadable()
    throw error
  }
  if (namedSet(read).hash !== hash) throw unreadable()
  return read
}

/**
 * The rules that count in a workspace that is only read: those of the store, or of its file where no release that keeps them in
 * the store has opened it yet. Throws `rules-unreadable`, `rules-malformed`.
 */
export function rulesOfReader(store: Pick<Store, 'rules'>, file: string): RuleSet {
  const counted = store.rules.inForce()
  return counted ? storedRules(store, counted.hash) : readRuleSet(readFileSync(file), file)
}

/**
 * The rules that count at a station now, whenever they are asked for. A workspace's own file is read once in its life: what it
 * says becomes the first set of the store, under the version that it gives itself, and shown as what nobody has approved.
 */
export class CountingRules {
  readonly #store
  #known: { readonly hash: string; readonly rules: RuleSet } | null = null

  /** Throws `rules-malformed`, `rules-unreadable`. `t`: RFC 3339. */
  constructor(store: Store, file: string, t: string) {
    this.#store = store
    if (store.rules.inForce() === null) takeOver(store, file, t)
    this.now()
  }

  /** The same object as long as the same set counts. */
  now(): RuleSet {
    const { hash } = this.counted()
    if (this.#known?.hash !== hash) this.#known = { hash, rules: storedRules(this.#store, hash) }
    return this.#known.rules
  }

  /** Its row. */
  counted() {
    const counted = this.#store.rules.inForce()
    if (!counted) throw new Error('a station without rules was opened')
    return counted
  }
}

function takeOver(store: Store, file: string, t: string): void {
  const rules = readRuleSet(readFileSync(file), file)
  const named = namedSet(rules)
  store.transaction(() => {
    store.rules.keep(named.hash, JSON.stringify(rules))
    store.rules.putInForce({ ...named, replaces: null, validFrom: null, t, statement: null })
  })
}
