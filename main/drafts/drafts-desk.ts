import type { DraftShowAnswer, DraftsListAnswer, DraftValue } from '../../core/contract/drafts.ts'
import type { RulesDryRunAnswer, RulesShowAnswer, RulesTaken } from '../../core/contract/rules.ts'
import { type RuleSet, ruleSetHash } from '../../core/decision/rule-set.ts'
import { draftsToCarry } from '../../core/drafts/carry-drafts.ts'
import { editsTo, ruleOfBase } from '../../core/drafts/draft-rule-set.ts'
import {
  type AnyRule,
  asRead,
  DRAFT_BYTES_MAX,
  DRAFT_WORDS_MAX,
  type DraftBase,
  type DraftState,
  type DraftWord,
  type ToldWord,
  toldWord,
} from '../../core/drafts/draft-word.ts'
import { type Draft, joinWords, seenOf, writeWord } from '../../core/drafts/merge-draft.ts'
import { toHex } from '../../core/encoding/hex.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import type { DryRunDays, DryRunDesk } from '../rules/dry-run-desk.ts'
import type { RulesDesk } from '../rules/rules-desk.ts'
import { rulesInWords } from '../rules/words-of-rules.ts'
import type { StationContext } from '../station/context.ts'
import type { Station } from '../station/station.ts'
import { DraftBook } from './draft-book.ts'
import { DRAFTS_MAX, keepHeard, makeRoom } from './draft-room.ts'
import { requireOnce, valueAt } from './draft-values.ts'

/** What the desk stands on. */
export interface DraftsParts {
  readonly station: Station
  readonly rules: RulesDesk
  readonly dryRuns: DryRunDesk
  /** Short name of the station that has, or had, a key. */
  readonly stationOf: (kid: string) => string
  /** Others are to hear of it soon. */
  readonly written: () => void
}

/**
 * Rule drafts at a station: begun, edited, and handed over to approval as bytes. Every word is on disk before it is answered;
 * other stations of the warehouse hear of it, and theirs are heard here. None of it decides anything.
 */
export class DraftsDesk {
  readonly #parts

  constructor(parts: DraftsParts) {
    this.#parts = parts
  }

  get book(): DraftBook {
    const { station, rules, stationOf } = this.#parts
    const { store } = station.ctx
    const person = (badge: string) => store.people.get(badge)?.name ?? badge
    return new DraftBook(store, rules.book, { person, station: stationOf }, rules.known)
  }

  list(): DraftsListAnswer {
    return this.#read((book) => book.list())
  }

  /** Throws `draft-missing`, `draft-base-missing`. */
  show(id: string): DraftShowAnswer {
    return this.#read((book) => book.show(id))
  }

  /** The set that it becomes, in words. Throws as `show`. */
  words(id: string): RulesShowAnswer {
    return this.#read((book) => rulesInWords(book.rulesOf(book.draft(id))))
  }

  /** One rule as values. Throws as `show`. */
  rule(id: string, place: string): { base: AnyRule | null; now: AnyRule | null } {
    return this.#read((book) => {
      const draft = book.draft(id)
      const before = ruleOfBase(book.baseOf(draft), draft.base.empty, place)
      const edit = draft.rules.get(place)
      const now = !edit || edit.do === 'base' ? before : edit.do === 'set' ? edit.rule : null
      return { base: before, now }
    })
  }

  /** Tries the set that it becomes on days gone by. Throws as `show`, and as a dry run does. */
  dryRun({ draft, ...days }: DryRunDays & { draft: string }): Promise<RulesDryRunAnswer> {
    const rules = this.#read((book) => book.rulesOf(book.draft(draft)))
    return this.#parts.dryRuns.runOn(rules, days)
  }

  /** Whose the next words are, at the screen. Throws `sign-in-first`, `stop-first`. */
  get attended(): string {
    const { station } = this.#parts
    station.requireAttended()
    return station.desk.person ?? ''
  }

  /**
   * Begins a draft from the set in force: with its rules, without any (`empty`), or with those of `target`. Returns its
   * name. Throws `drafts-full`, `draft-rule-malformed`.
   */
  begin({ title, empty, target }: { title: string; empty: boolean; target?: RuleSet }, by: string): string {
    const { ctx } = this.#parts.station
    const { rules } = this.#parts
    const id = toHex(ctx.random(8))
    if (target) requireOnce(target)
    this.#write(id, by, () => {
      if (!makeRoom(ctx.store.drafts, Date.parse(ctx.clock.now()))) throw full(DRAFTS_MAX)
      const inForce = rules.book.inForce()
      const start = rules.book.document(inForce.hash)
      return [
        { place: 'draft', value: { state: 'open', title } },
        { place: 'base', value: baseFrom(inForce, start, empty) },
        ...(target ? editsTo(target, start, empty) : []),
      ]
    })
    return id
  }

  /**
   * Writes at one place. What is written is a rule by its schema; whether the set makes sense then, the answer's check says.
   * Throws `draft-missing`, `draft-base-missing`, `draft-discarded`, `draft-rule-malformed`, `draft-rule-missing`, `drafts-full`.
   */
  write({ draft: id, place, value }: { draft: string; place: string; value: DraftValue }, by: string): void {
    this.#write(id, by, (_, book) => {
      const draft = book.draft(id)
      requireKept(draft)
      return [{ place, value: valueAt(draft, book.baseOf(draft), place, value) }, ...reopened(draft)]
    })
  }

  /** Of forms that contradict each other one is chosen: it is written over all of them. Throws as `write`. */
  choose({ draft: id, place, word }: { draft: string; place: string; word: string }, by: string): void {
    this.#write(id, by, (_, book) => {
      const draft = book.draft(id)
      requireKept(draft)
      const form = draft.conflicts
        .find((one) => one.place === place)
        ?.forms.find((one) => one.id.startsWith(word) && word.length >= 4)
      if (!form) throw new BondmarkError('draft-form-missing', { place, word: word.slice(0, 32) })
      return [{ place, value: form.word.value }, ...reopened(draft)]
    })
  }

  /** Brings it onto the set that is in force now. Throws as `write`. */
  rebase(id: string, by: string): void {
    const { rules } = this.#parts
    this.#write(id, by, (_, book) => {
      const draft = book.draft(id)
      requireKept(draft)
      const inForce = rules.book.inForce()
      const start = rules.book.document(inForce.hash)
      return [{ place: 'base', value: baseFrom(inForce, start, draft.base.empty) }, ...reopened(draft)]
    })
  }

  /** Discards it as it is known here; what others write at once keeps it. Throws `draft-missing`. */
  discard(id: string, by: string): void {
    this.#write(id, by, (words, book) => {
      const { title } = book.draft(id)
      return [{ place: 'draft', value: { state: 'discarded', title, seen: seenOf(words) } }]
    })
  }

  /** Takes the discarding back: nothing of it was thrown away. Throws `draft-missing`. */
  reopen(id: string, by: string): void {
    this.#write(id, by, (_, book) => [
      { place: 'draft', value: { state: 'open', title: book.draft(id).title } },
    ])
  }

  /**
   * Hands its bytes over to approval, as if somebody had brought them as a file: what is wrong is refused with every place and
   * remedy. `seen`: the hash of the set that its person has looked at, when there is one; what came meanwhile is looked at first.
   * Throws as `write`, `draft-conflicts`, `draft-behind`, `draft-changed`.
   */
  propose(id: string, by: string, seen: string | null = null): RulesTaken {
    const { rules } = this.#parts
    const { draft, bytes } = this.#read((book) => {
      const draft = book.draft(id)
      requireKept(draft)
      const { conflicts, base, title } = draft
      if (conflicts.length > 0) throw new BondmarkError('draft-conflicts', { title, n: conflicts.length })
      const inForce = rules.book.inForce()
      if (inForce.hash !== base.hash)
        throw new BondmarkError('draft-behind', { title, version: base.version, inForce: inForce.version })
      const made = book.rulesOf(draft)
      if (seen !== null && ruleSetHash(made) !== seen) throw new BondmarkError('draft-changed', { title })
      return { draft, bytes: canonicalBytes(made) }
    })
    const taken = rules.bring(bytes, draft.title, by)
    if (taken.ok) {
      const { hash } = taken
      this.#write(id, by, (words) => [
        { place: 'draft', value: { state: 'proposed', title: draft.title, seen: seenOf(words), hash } },
      ])
    }
    return taken
  }

  /** Keeps what was heard of other stations. What there is no room for is left where it is, and heard again. */
  hear(words: readonly ToldWord[]): void {
    const { station } = this.#parts
    const { store, logger, clock } = station.ctx
    const news = words.filter((told) => store.drafts.isNews(told))
    if (news.length === 0) return
    const left = station.write(() => keepHeard(store.drafts, news, Date.parse(clock.now())))
    if (left > 0) logger.warn({ left }, 'words of rule drafts were not kept: there is no room')
    station.changed()
  }

  #write(
    id: string,
    by: string,
    work: (
      words: readonly ToldWord[],
      book: DraftBook,
    ) => readonly { place: string; value: DraftWord['value'] }[],
  ): void {
    const { station, written } = this.#parts
    const { store, identity, clock, logger } = station.ctx
    const { kid } = identity
    station.write(() => {
      let words = joinWords(store.drafts.of(id))
      const writings = work(words, this.book)
      if (writings.length > DRAFT_WORDS_MAX) throw full(DRAFT_WORDS_MAX)
      for (const { place, value } of writings) {
        const word = asRead(writeWord(words, { draft: id, place, value, kid, by, at: clock.now() }))
        // What others, or this station tomorrow, could not read is not written.
        if (!word)
          throw new BondmarkError('draft-rule-malformed', {
            place: place.slice(0, 80),
            where: '/',
            why: 'too long, or no text',
          })
        const told = toldWord(kid, word)
        store.drafts.keep(told)
        words = joinWords([...words, told])
      }
      // What a station has to say of drafts must find room in the document: else others would not hear of it.
      const own = draftsToCarry(store.drafts.all(), Date.parse(clock.now())).filter(
        (each) => each.kid === kid,
      )
      const bytes = own.reduce((sum, { word }) => sum + canonicalBytes(word).length, 0)
      if (own.length > DRAFT_WORDS_MAX || bytes > DRAFT_BYTES_MAX) throw full(DRAFT_WORDS_MAX)
    })
    logger.info({ draft: id, by }, 'a rule draft was written')
    station.changed()
    written()
  }

  #read<T>(question: (book: DraftBook, ctx: StationContext) => T): T {
    return this.#parts.station.read((ctx) => question(this.book, ctx))
  }
}

const full = (max: number) => new BondmarkError('drafts-full', { max })

function baseFrom(
  { hash, name, version }: { hash: string; name: string; version: number },
  rules: RuleSet,
  empty: boolean,
): DraftBase {
  return { hash, name, version, validFrom: 'validFrom' in rules ? rules.validFrom : '1900-01-01', empty }
}

/** Throws `draft-discarded`. */
function requireKept({ state, title }: Draft): void {
  if (state === 'discarded') throw new BondmarkError('draft-discarded', { title })
}

/** Who writes on at a draft that was handed over, or that somebody discarded meanwhile, opens it again. */
function reopened({ state, keptFrom, title }: Draft): { place: string; value: DraftState }[] {
  return state === 'open' && !keptFrom ? [] : [{ place: 'draft', value: { state: 'open', title } }]
}
