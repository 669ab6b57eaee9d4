import type {
  DraftConflictView,
  DraftEdit,
  DraftShowAnswer,
  DraftsListAnswer,
  DraftView,
} from '../../core/contract/drafts.ts'
import type { RulesCheckAnswer } from '../../core/contract/rules.ts'
import type { KnownWorld } from '../../core/decision/check/known-world.ts'
import type { RuleListName } from '../../core/decision/listed-rules.ts'
import { ruleSentence } from '../../core/decision/rule-sentence.ts'
import type { RuleSet } from '../../core/decision/rule-set.ts'
import type { RuleSet2 } from '../../core/decision/rule-set-2.ts'
import { draftBytes, draftRules, editedOnOther } from '../../core/drafts/draft-rule-set.ts'
import { type DraftBase, type RuleEdit, ruleAt, type ToldWord } from '../../core/drafts/draft-word.ts'
import { type Draft, headsOf, joinWords, readDraft, readDrafts } from '../../core/drafts/merge-draft.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type Language, wordsFor } from '../../core/errors/words.ts'
import { checkDraft } from '../rules/check-draft.ts'
import type { RulesBook } from '../rules/rules-book.ts'
import { rulesDifference } from '../rules/words-of-rules.ts'
import type { StationStore } from '../store/station-store.ts'

/** Who people and stations are, as far as it is known here. */
export interface DraftNames {
  readonly person: (badge: string) => string
  /** Short name of the station that has, or had, a key. */
  readonly station: (kid: string) => string
}

const order = ['open', 'proposed', 'discarded'] as const

/** Rule drafts as people see them, out of a store. */
export class DraftBook {
  readonly #store
  readonly #rules
  readonly #names
  readonly #known

  constructor(
    store: Pick<StationStore, 'drafts' | 'rules'>,
    rules: RulesBook,
    names: DraftNames,
    known: KnownWorld,
  ) {
    this.#store = store
    this.#rules = rules
    this.#names = names
    this.#known = known
  }

  list(): DraftsListAnswer {
    const drafts = readDrafts(this.#store.drafts.all()).sort(
      (a, b) =>
        order.indexOf(a.state) - order.indexOf(b.state) ||
        Date.parse(b.last.word.at) - Date.parse(a.last.word.at),
    )
    return { format: 'bondmark/rules-drafts/1', drafts: drafts.map((draft) => this.#view(draft)) }
  }

  /** The draft that a person means who types the beginning of its name. Throws `draft-missing`. */
  idNamed(typed: string): string {
    const wanted = typed.trim().toLowerCase()
    const fits = wanted.length < 4 ? [] : this.#store.drafts.drafts().filter((id) => id.startsWith(wanted))
    const [one, ...others] = fits
    if (!one || others.length > 0) throw new BondmarkError('draft-missing', { draft: typed.slice(0, 40) })
    return one
  }

  /** Throws `draft-missing`. */
  draft(id: string): Draft {
    const draft = readDraft(joinWords(this.#store.drafts.of(id)))
    if (!draft) throw new BondmarkError('draft-missing', { draft: id })
    return draft
  }

  /** The set that it starts from. Throws `draft-base-missing`, `rules-unreadable`. */
  baseOf({ base }: Pick<Draft, 'base'>): RuleSet {
    const { hash, name, version } = base
    if (!this.#hasBase(base)) throw new BondmarkError('draft-base-missing', { name, version })
    return this.#rules.document(hash)
  }

  /** Whether the set is here, and is called what the draft says: who wrote that need not be right. */
  #hasBase({ hash, name, version }: DraftBase): boolean {
    const { rules } = this.#store
    const known = rules.draft(hash) ?? rules.counted().find((row) => row.hash === hash)
    return known?.name === name && known.version === version
  }

  /** The set that it becomes; a conflict stands in it in the form that is shown. Throws as `baseOf`. */
  rulesOf(draft: Draft): RuleSet2 {
    return draftRules(draft, this.baseOf(draft))
  }

  /** What is wrong with the set that it becomes, or odd. Throws `draft-missing`, and as `baseOf`. */
  check(id: string): RulesCheckAnswer {
    const draft = this.draft(id)
    return checkDraft(draftBytes(draft, this.baseOf(draft)), draft.title, this.#known).check
  }

  /** Everything about one. Throws `draft-missing`, and as `baseOf`. */
  show(id: string): DraftShowAnswer {
    const draft = this.draft(id)
    const rules = this.rulesOf(draft)
    return {
      format: 'bondmark/rules-draft/1',
      draft: this.#view(draft),
      edits: this.#edits(draft),
      conflicts: draft.conflicts.map(
        ({ place, forms }): DraftConflictView => ({
          ...whereOf(place),
          forms: forms.map((form) => ({ word: form.id, ...this.#form(form) })),
        }),
      ),
      elsewhere: editedOnOther(draft, this.baseOf(draft)).map(whereOf),
      check: this.check(id),
      diff: rulesDifference(this.#rules.document(this.#rules.inForce().hash), rules),
    }
  }

  /** Everything that is edited and not taken back, place by place: the form that is shown. */
  #edits(draft: Draft): DraftEdit[] {
    const shown = Map.groupBy(joinWords(this.#store.drafts.of(draft.id)), ({ word }) => word.place)
    return [...shown]
      .filter(([place]) => place !== 'draft' && place !== 'base')
      .flatMap(([place, words]): DraftEdit[] => {
        const conflict = draft.conflicts.find((one) => one.place === place)
        const form = conflict?.forms[0] ?? headsOf(words)[0]
        // A name or day that is the base's again is no edit.
        const { value } = form?.word ?? {}
        if (!form || (!conflict && value === draft.base[place as 'name' | 'validFrom'])) return []
        const made = { ...whereOf(place), ...this.#form(form) }
        return made.does === 'base' ? [] : [made]
      })
      .sort((a, b) => (a.place < b.place ? -1 : 1))
  }

  #form(form: ToldWord): Pick<DraftEdit, 'does' | 'words' | 't' | 'by' | 'station'> {
    const { does, says } = formWords(form)
    return { does, words: { en: says('en'), 'zh-CN': says('zh-CN') }, ...this.#wrote(form) }
  }

  #wrote({ kid, word: { at, by } }: ToldWord) {
    return { t: at, by: this.#names.person(by), station: this.#names.station(kid) }
  }

  #view(draft: Draft): DraftView {
    const { id, title, state, base, conflicts, keptFrom, last, proposed, rules, name, validFrom } = draft
    const called = name ?? base.name
    const firstDay = validFrom ?? base.validFrom
    const closed = keptFrom?.word.value
    const edits = [...rules.values()].filter((edit) => edit.do !== 'base').length
    return {
      draft: id,
      ...{ title, state, name: called, version: called === base.name ? base.version + 1 : 1 },
      validFrom: firstDay,
      base: { hash: base.hash, name: base.name, version: base.version },
      baseHere: this.#hasBase(base),
      behind: this.#rules.inForce().hash !== base.hash,
      edits: edits + (called === base.name ? 0 : 1) + (firstDay === base.validFrom ? 0 : 1),
      conflicts: conflicts.length,
      last: this.#wrote(last),
      kept:
        keptFrom && typeof closed === 'object' && 'state' in closed && closed.state !== 'open'
          ? { state: closed.state, ...this.#wrote(keptFrom) }
          : null,
      proposed,
    }
  }
}

function whereOf(place: string): { place: string; list: RuleListName | null; id: string } {
  const at = ruleAt(place)
  return { place, list: at?.list ?? null, id: at?.id ?? place }
}

/** What a word does at its place, and says of it. */
function formWords({ word: { place, value } }: ToldWord): {
  does: DraftEdit['does']
  says: (language: Language) => string
} {
  const at = ruleAt(place)
  if (!at) {
    const text =
      typeof value === 'string' ? value : `${(value as DraftBase).name} ${(value as DraftBase).version}`
    return { does: 'set', says: () => text }
  }
  const edit = value as RuleEdit
  if (edit.do !== 'set') {
    const code = edit.do === 'remove' ? 'draft-form-removed' : 'draft-form-base'
    return { does: edit.do, says: (language) => wordsFor({ code, detail: { rule: at.id } }, language) }
  }
  const listed = { list: at.list, id: at.id, place: '', rule: edit.rule } as Parameters<
    typeof ruleSentence
  >[0]
  return { does: 'set', says: (language) => ruleSentence(listed, language) }
}
