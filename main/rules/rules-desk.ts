import type {
  RulesDiffAnswer,
  RulesDone,
  RulesListAnswer,
  RulesShowAnswer,
  RulesTaken,
} from '../../core/contract/rules.ts'
import type { KnownWorld } from '../../core/decision/check/known-world.ts'
import type { RuleSet } from '../../core/decision/rule-set.ts'
import { toBase64Url } from '../../core/encoding/base64.ts'
import { toHex } from '../../core/encoding/hex.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { Code } from '../../core/errors/codes.ts'
import { shippedTemplates } from '../../core/label/template/shipped.ts'
import { templateId } from '../../core/label/template/template-hash.ts'
import type { Membership } from '../../core/membership/membership.ts'
import { namedSet, readApprovedRules } from '../../core/rules/approved-rules.ts'
import { raise, readApproval, whyNoFollower, whyNoSecond } from '../../core/rules/check-approvals.ts'
import { rulesMoves } from '../../core/rules/rules-life.ts'
import { type RulesStatement, rulesStatements } from '../../core/rules/rules-statement.ts'
import type { PersonSigner } from '../../core/statement/record-of-person.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { unsettle } from '../release/history-mark.ts'
import { appendRecord } from '../station/append-statement.ts'
import type { StationContext } from '../station/context.ts'
import { requireBelievedClock } from '../station/keys.ts'
import { operatorOf } from '../station/operator.ts'
import { supervisorSigner } from '../station/seal-batch.ts'
import type { Station } from '../station/station.ts'
import type { RuleWord } from '../store/rule-sets.ts'
import { checkDraft } from './check-draft.ts'
import { OpenLines } from './decide-open-lines.ts'
import { exportSet } from './export-set.ts'
import { plain } from './plain-failures.ts'
import { type KnownSet, RulesBook } from './rules-book.ts'
import { listRules, rulesViewOf } from './rules-views.ts'
import { rulesDifference, rulesInWords } from './words-of-rules.ts'

/** Drafts that are kept, whatever becomes of them: more than anybody writes, and a bound for who brings them. */
const DRAFTS_MAX = 1_000

/** How often lines are decided ahead of a set, while more and more becomes known. */
const DECIDED_MAX = 3

/** Who says something of a rule set, and when. */
interface Sayer extends PersonSigner {
  readonly badge: string
  readonly t: string
}

interface Who {
  readonly badge: string
  readonly passcode: string
}

/** Rule sets at a station: brought, approved by two people, put in force on their day. What is said is on disk before it counts. */
export class RulesDesk {
  readonly #station
  readonly #members: () => readonly Pick<Membership, 'payload'>[]
  #putting: Promise<void> | null = null

  /** `members`: the memberships whose people may approve here, as they are in force now. */
  constructor(station: Station, members: () => readonly Pick<Membership, 'payload'>[]) {
    this.#station = station
    this.#members = members
  }

  list(): RulesListAnswer {
    return this.#read((book, { profile, clock }) =>
      listRules(book, this.#nameOf, profile.training, dayOf(clock.now())),
    )
  }

  /** A set in words. Throws `rules-missing`, `rules-unreadable`. */
  show(hash: string): RulesShowAnswer {
    return this.#read((book) => rulesInWords(book.document(book.set(hash).hash)))
  }

  /** What a set changes of another one: of the one in force when `against` is null. Throws as `show`. */
  diff(hash: string, against: string | null): RulesDiffAnswer {
    return this.#read((book) =>
      rulesDifference(
        book.document(book.set(against ?? book.inForce().hash).hash),
        book.document(book.set(hash).hash),
      ),
    )
  }

  /** A bundle that somebody brings at the screen. Throws as `takeApproved`, `sign-in-first`, `stop-first`. */
  async takeBundle(bytes: Uint8Array, fileName: string): Promise<RulesDone> {
    this.#station.requireAttended()
    return this.takeApproved(bytes, fileName)
  }

  /** What is known of rule sets, for whoever asks more of it. */
  get book(): RulesBook {
    return new RulesBook(this.#ctx.store, this.#members())
  }

  /** A draft that somebody brings at the screen. Throws `sign-in-first`, `stop-first`. */
  take(bytes: Uint8Array, fileName: string): RulesTaken {
    this.#station.requireAttended()
    const { desk } = this.#station
    return this.bring(bytes, fileName, desk.person)
  }

  /**
   * Keeps a draft for two people to approve. One that is wrong is refused with every place and remedy; what is only strange is
   * kept with it. Throws `rules-drafts-too-many`.
   */
  bring(bytes: Uint8Array, fileName: string, badge: string | null): RulesTaken {
    const { store, clock, logger } = this.#ctx
    const { check, rules } = checkDraft(bytes, fileName, this.known)
    const refuse = (failure: Failure): RulesTaken => ({ ok: false, failure: plain(failure), check })
    if (!rules)
      return refuse({ code: 'rules-draft-refused', detail: { file: fileName, errors: check.errors } })
    const named = namedSet(rules)
    const known = store.rules.draft(named.hash)
    if (!known) {
      const no = whyNoFollower(named, store.rules.counted())
      if (no) return refuse(no)
      if (store.rules.drafts().length >= DRAFTS_MAX)
        throw new BondmarkError('rules-drafts-too-many', { max: DRAFTS_MAX })
      const warnings = check.problems.map(({ sentence }) => sentence)
      this.#station.write(() => {
        store.rules.keep(named.hash, JSON.stringify(rules))
        store.rules.add({ ...named, warnings: JSON.stringify(warnings), t: clock.now(), badge })
      })
      logger.info({ ...named, badge }, 'a draft of a rule set was brought')
      this.#station.changed()
    }
    return { ok: true, hash: named.hash, check }
  }

  /**
   * One of the two people says that a set is to count from a day on, in the place of the one in force. The first to approve
   * chooses the day (today when null); the second approves that day. With the second, the set is put in force as soon as its day
   * has come. Throws `sign-in-…`, `clock-…`, `rules-…`, `key-…`.
   */
  async approve({
    hash,
    validFrom,
    ...who
  }: Who & { hash: string; validFrom: string | null }): Promise<RulesDone> {
    const by = await this.#sayer(who)
    const { store, profile } = this.#ctx
    const book = this.book
    const set = book.set(hash)
    this.#demandMove(set, 'approve')
    const waits = book.waiting()
    if (waits) throw new BondmarkError('rules-other-waits', { name: waits.name, version: waits.version })
    const [first] = set.approvals
    const today = dayOf(by.t)
    const own = firstDayOf(book.document(hash))
    const from = validFrom ?? first?.said.validFrom ?? laterOf(own, today)
    if (!first && from < today) throw new BondmarkError('rules-day-past', { day: from, today })
    if (from < own) throw new BondmarkError('rules-day-before-set', { day: from, first: own })
    const { consortium, org } = profile
    const { name, version } = set
    const inForce = book.inForce()
    const bytes = rulesStatements.sign(
      {
        format: 'bondmark/rules-approved/1',
        ...{ consortium, org, t: by.t, name, version, hash, validFrom: from },
        replaces: inForce.hash,
      },
      by,
    )
    // The membership may have changed since the badge was given: only a key that it lists, and has not revoked, approves.
    const approval = readApproval(bytes, book.trust)
    this.#station.write(() => {
      // Another person may have been quicker while this one's key was unwrapped.
      const now = this.book.set(hash)
      this.#demandMove(now, 'approve')
      if (this.book.inForce().hash !== inForce.hash || now.approvals.length !== set.approvals.length)
        throw new BondmarkError('rules-changed-meanwhile', { name, version })
      if (first) raise(whyNoSecond(first, approval))
      store.rules.say(wordOf('approved', hash, by, bytes))
    })
    this.#done(by, set, 'approved')
    await this.putDue()
    return this.#answer(hash)
  }

  /** A draft is taken back for good, by a person's signed word. Throws as `approve`. */
  async withdraw({ hash, reason, ...who }: Who & { hash: string; reason: string }): Promise<RulesDone> {
    const by = await this.#sayer(who)
    const { store, profile } = this.#ctx
    const set = this.book.set(hash)
    const { consortium, org } = profile
    const { name, version } = set
    const said: RulesStatement = {
      format: 'bondmark/rules-withdrawn/1',
      ...{ consortium, org, t: by.t, name, version, hash, reason },
    }
    const bytes = rulesStatements.sign(said, by)
    this.#station.write(() => {
      this.#demandMove(this.book.set(hash), 'withdraw')
      store.rules.say(wordOf('withdrawn', hash, by, bytes))
    })
    this.#done(by, set, 'withdrawn')
    return this.#answer(hash)
  }

  /**
   * Takes a set that was approved elsewhere, with its two approvals: it counts here from its day on, in the place of exactly
   * the set that both approvals name. Throws those of `readApprovedRules`, `rules-replaces-other`, `rules-version-wrong`,
   * `rules-other-waits`, `rules-draft-refused`.
   */
  async takeApproved(bytes: Uint8Array, fileName: string): Promise<RulesDone> {
    requireBelievedClock(this.#ctx)
    const { store, clock, logger } = this.#ctx
    const { ruleSet, named, replaces, approvals } = readApprovedRules(bytes, fileName, this.book.trust)
    const { check } = checkDraft(Buffer.from(JSON.stringify(ruleSet)), fileName, this.known)
    if (!check.ok) throw new BondmarkError('rules-draft-refused', { file: fileName, errors: check.errors })
    const { hash } = named
    this.#station.write(() => {
      const counted = store.rules.counted()
      if (counted.some((row) => row.hash === hash)) return
      const inForce = this.book.inForce()
      if (replaces !== inForce.hash)
        throw new BondmarkError('rules-replaces-other', {
          replaces: replaces.slice(0, 12),
          inForce: inForce.hash.slice(0, 12),
        })
      raise(whyNoFollower(named, counted))
      const waits = this.book.waiting()
      if (waits && waits.hash !== hash)
        throw new BondmarkError('rules-other-waits', { name: waits.name, version: waits.version })
      store.rules.keep(hash, JSON.stringify(ruleSet))
      const warnings = JSON.stringify(check.problems.map(({ sentence }) => sentence))
      store.rules.add({ ...named, warnings, t: clock.now(), badge: null })
      for (const { id, name, said, bytes: signed } of approvals)
        store.rules.say({ id, kind: 'approved', hash, t: said.t, person: badgeOf(name), bytes: signed })
    })
    logger.info({ ...named }, 'an approved rule set was taken')
    this.#station.changed()
    await this.putDue()
    return this.#answer(hash)
  }

  /** A set that counts, or counted, with its approvals, for other stations. Throws `rules-missing`, `rules-not-approved`. */
  exportSet(hash: string): { file: string; bytes: Uint8Array } {
    return this.#read((book) => exportSet(book, hash))
  }

  /**
   * Puts a set in force that two people have approved and whose day has come. Lines on which nothing has happened are decided by
   * it beside the scans first; then it is one transaction. Nothing is done while the date cannot be believed, or nothing is taken.
   */
  putDue(): Promise<void> {
    this.#putting ??= this.#putDue().finally(() => {
      this.#putting = null
    })
    return this.#putting
  }

  async #putDue(): Promise<void> {
    const { clock } = this.#ctx
    const due = () => {
      const today = dayOf(clock.now())
      const waits = this.#station.read(() => this.book.waiting())
      const from = waits?.approvals[0]?.said.validFrom
      return clock.refusal || this.#station.broken || !from || from > today ? null : waits
    }
    const set = due()
    if (!set) return
    const open = new OpenLines(this.#ctx, this.book.document(set.hash))
    for (let round = 1; ; round++) {
      await open.prepare()
      const isDone = this.#station.write(() => {
        if (due()?.hash !== set.hash) return true
        const isBehind = !open.isCurrent
        if (isBehind && round < DECIDED_MAX) return false
        this.#putInForce(set, open)
        // What has become known since bears on lines that are looked at again, and before their goods go on.
        if (isBehind) unsettle(this.#ctx)
        return true
      })
      if (isDone) break
    }
    this.#station.changed()
  }

  /** Inside a transaction. */
  #putInForce({ hash, name, version, approvals }: KnownSet, open: OpenLines): void {
    const ctx = this.#ctx
    const { store, identity, clock, logger } = ctx
    const [first] = approvals
    if (!first) return
    const t = clock.now()
    const { replaces, validFrom } = first.said
    const { decided, follow } = open.apply()
    const record = {
      ...{ station: identity.issuer, t, name, version, ruleSet: hash, replaces, validFrom },
      approvals: approvals.map(({ bytes }) => toBase64Url(bytes)),
      ...decided,
      operator: operatorOf(ctx, t),
    }
    const { n, id } = appendRecord(ctx, 'rules-in-force', record, t)
    store.rules.putInForce({ hash, name, version, replaces, validFrom, t, statement: n })
    follow(t)
    store.messages.add({
      kind: 'rules-in-force',
      t,
      body: { name, version, ruleSet: hash, replaces, validFrom, ...decided, statement: id },
    })
    logger.info({ hash, name, version, ...decided }, 'a rule set was put in force')
  }

  #demandMove(set: KnownSet, move: 'approve' | 'withdraw'): void {
    if (rulesMoves[set.standing].includes(move)) return
    const { name, version, standing } = set
    if (standing === 'outdated') raise(whyNoFollower(set, this.#ctx.store.rules.counted()))
    const code: Code = standing === 'withdrawn' ? 'rules-was-withdrawn' : 'rules-approved-before'
    throw new BondmarkError(code, { name, version })
  }

  #answer(hash: string): RulesDone {
    return this.#read((book) => {
      const set = book.set(hash)
      const view = rulesViewOf(set, this.#nameOf)
      return { format: 'bondmark/rules-done/1', sentence: plain(sentenceOf(set)), set: view }
    })
  }

  readonly #nameOf = (badge: string): string => this.#ctx.store.people.get(badge)?.name ?? badge

  #read<T>(question: (book: RulesBook, ctx: StationContext) => T): T {
    return this.#station.read((ctx) => question(this.book, ctx))
  }

  /** What drafts are held against, beside themselves. */
  get known(): KnownWorld {
    const { store, clock } = this.#ctx
    const ids = [
      ...shippedTemplates.map(templateId),
      ...store.templates.all().map(({ template }) => template),
    ]
    return { today: dayOf(clock.now()), templates: new Set(ids.map((id) => id.replace(/\/\d+$/, ''))) }
  }

  get #ctx(): StationContext {
    return this.#station.ctx
  }

  /** Whose badge and passcode these are, with their own key unwrapped. Throws `sign-in-…`, `rules-need-supervisor`, `clock-…`. */
  async #sayer({ badge, passcode }: Who): Promise<Sayer> {
    requireBelievedClock(this.#ctx)
    const person = await this.#station.whoIs(badge, passcode)
    if (person.role === 'operator') throw new BondmarkError('rules-need-supervisor', { name: person.name })
    const signer = await supervisorSigner(this.#ctx, person, passcode)
    return { ...signer, badge: person.badge, t: this.#ctx.clock.now() }
  }

  #done({ badge }: Sayer, { name, version, hash }: KnownSet, how: string): void {
    this.#ctx.logger.info({ badge, name, version, hash, how }, 'a person spoke of a rule set')
    this.#station.changed()
  }
}

/** The first day on which a set says itself that it decides; the first format says none. */
const firstDayOf = (rules: RuleSet): string => ('validFrom' in rules ? rules.validFrom : '')

const laterOf = (...days: string[]): string => days.sort().at(-1) ?? ''
const dayOf = (t: string): string => t.slice(0, 10)
const badgeOf = (name: string): string => name.replace(/^person\//, '')

const wordOf = (kind: RuleWord['kind'], hash: string, { badge, t }: Sayer, bytes: Uint8Array): RuleWord => ({
  ...{ kind, hash, t, bytes },
  id: toHex(sha256Native(bytes)),
  person: badge,
})

/** What to say of a set after something was done with it. */
function sentenceOf({ standing, name, version, approvals }: KnownSet): Failure {
  const detail = { name, version }
  switch (standing) {
    case 'in-force':
    case 'superseded':
      return { code: 'rules-put-in-force', detail }
    case 'approved':
      return { code: 'rules-wait-for-day', detail: { ...detail, day: approvals[0]?.said.validFrom ?? '' } }
    case 'approved-once':
      return { code: 'rules-approved-once', detail }
    case 'withdrawn':
      return { code: 'rules-taken-back', detail }
    default:
      return { code: 'rules-draft-taken', detail }
  }
}
