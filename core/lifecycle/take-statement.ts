import type { Failure } from '../errors/bondmark-error.ts'
import type { Held, Life, LifeBook, LifeState, LifeStep, TracedStatement } from './life.ts'
import { asCarrierOf, beginningOf, nextState, subjectOf } from './next-life.ts'

/** Contradictions that are told of one statement; it moves nothing with the first. */
export const FINDINGS_MAX = 20

/**
 * Statements of one key that wait for one beginning. Those beyond stay unfounded: otherwise whoever names a number that
 * is to come in thousands of statements has all of them taken again when it comes.
 */
export const WAITING_MAX = 20

/** What is followed in one case or on one pallet. It is all looked at when it is emptied, opened or shipped. */
export const CONTENTS_MAX = 20_000

/** Why one statement cannot be so for one identity. */
export interface Finding {
  readonly key: string
  readonly failure: Failure
  /** Place of the statement that it contradicts; null when there is none. */
  readonly against: number | null
  /** True when it only builds on a beginning that has not been stated yet. */
  readonly waits: boolean
}

/** What was found of a statement when it was taken, or taken again. Without findings it has moved its lives. */
export interface Taken {
  readonly place: number
  readonly findings: readonly Finding[]
}

/**
 * Takes the next statement into the book of lives. A statement counts whole or not at all: one that contradicts what
 * counts already moves nothing, and what it contradicts is named. What builds on a beginning that is not there yet waits,
 * and is taken again when other keys' statements have brought the beginnings that it waits for: between keys the order of
 * arrival proves nothing. Within one key the chain's order is proof, so what comes before its own beginning stays unfounded.
 * Up to FINDINGS_MAX beginnings are waited for at once, all of them, because no statement counts in part.
 *
 * @returns the findings of this statement first, then of those that waited for it
 */
export function takeStatement(book: LifeBook, statement: TracedStatement): Taken[] {
  const taken: Taken[] = []
  const queue = [statement]
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { findings, begun } = attempt(book, next)
    taken.push({ place: next.place, findings })
    for (const { key, waits } of findings) if (waits) wait(book, key, next)
    queue.push(...readyAfter(book, next, begun))
  }
  return taken
}

/** What waited for nothing but these beginnings, in order. */
function readyAfter(
  book: LifeBook,
  { kid, place }: TracedStatement,
  begun: readonly string[],
): readonly TracedStatement[] {
  const ready = begun.flatMap((key) =>
    book
      .waitingFor(key)
      .filter((waiting) => waiting.kid !== kid || waiting.place > place)
      .flatMap((waiting) => book.stopWaiting(key, waiting.place) ?? []),
  )
  return ready.sort((a, b) => a.place - b.place)
}

function wait(book: LifeBook, key: string, statement: TracedStatement): void {
  const others = book.waitingFor(key).filter(({ kid }) => kid === statement.kid)
  if (others.length < WAITING_MAX) book.wait(key, statement)
}

interface Attempt {
  readonly findings: readonly Finding[]
  /** Keys that began with this statement. */
  readonly begun: readonly string[]
}

/** Lives as they would be after the steps so far. */
class Draft {
  readonly lives = new Map<string, Life>()
  readonly begun: string[] = []
  readonly findings: Finding[] = []
  readonly #before = new Map<string, number>()
  readonly #added = new Map<string, number>()
  readonly book: LifeBook
  readonly statement: TracedStatement

  constructor(book: LifeBook, statement: TracedStatement) {
    this.book = book
    this.statement = statement
  }

  /** How many things are in a case or on a pallet, those that this statement has put there included. */
  countIn(parent: string): number {
    return (this.#before.get(parent) ?? this.#count(parent)) + (this.#added.get(parent) ?? 0)
  }

  #count(parent: string): number {
    const { length } = this.book.contentsOf(parent)
    this.#before.set(parent, length)
    return length
  }

  life(key: string): Life | null {
    return this.lives.get(key) ?? this.book.life(key)
  }

  put(key: string, before: Life | null, next: LifeState, parent: string | null, born: number | null): void {
    const { place, kid } = this.statement
    const isSame = before !== null && before.state === next.state && before.kind === next.kind
    const since = isSame && before.parent === parent ? before.since : place
    this.lives.set(key, { ...next, parent, born, since, kid: before?.kid ?? kid })
    if (parent !== null && before?.parent !== parent)
      this.#added.set(parent, (this.#added.get(parent) ?? 0) + 1)
    if (before === null || before.born !== born) this.begun.push(key)
  }
}

function attempt(book: LifeBook, statement: TracedStatement): Attempt {
  const draft = new Draft(book, statement)
  for (const step of allSteps(book, statement.steps)) {
    takeStep(draft, step)
    if (draft.findings.length >= FINDINGS_MAX) break
  }
  // What waits is not judged yet: it may fit when its beginning has come.
  const waits = draft.findings.filter((finding) => finding.waits)
  if (draft.findings.length > 0) return { findings: waits.length > 0 ? waits : draft.findings, begun: [] }
  for (const [key, life] of draft.lives) book.put(key, life)
  return { findings: [], begun: draft.begun }
}

/** `empty` names what it takes out, and a `remove` of everything is one. */
function allSteps(book: LifeBook, steps: readonly LifeStep[]): readonly LifeStep[] {
  if (!steps.some(({ event }) => event === 'empty' || event === 'remove')) return steps
  const out = new Set(steps.flatMap(({ event, key }) => (event === 'take-out' ? [key] : [])))
  return steps.flatMap((step): LifeStep[] => {
    if (step.event !== 'empty' && step.event !== 'remove') return [step]
    const contents = book.contentsOf(step.key)
    if (step.event === 'remove') {
      const isAll = contents.length > 0 && contents.every((key) => out.has(key))
      return [isAll ? { ...step, event: 'empty' } : step]
    }
    const taken = contents.filter((key) => !out.has(key))
    return [step, ...taken.map((key): LifeStep => ({ key, event: 'take-out', parent: step.key }))]
  })
}

function takeStep(draft: Draft, step: LifeStep): void {
  const { key, event } = step
  const beginning = beginningOf(key)
  if (beginning === null) return
  const life = draft.life(key)
  if (life !== null && isLateBirth(draft, life, step)) {
    bear(draft, step, life)
    return
  }
  const answer = judgeStep(draft, step, life, beginning)
  if ('failure' in answer) {
    draft.findings.push(answer)
    return
  }
  const [next, inside] = asLeftBy(draft, step, answer, life?.parent ?? null)
  // What is received without having begun here has begun elsewhere.
  const begins = event === 'receive' ? null : draft.statement.place
  draft.put(key, life, next, inside, life === null ? begins : life.born)
}

/**
 * The state after a step, and what it is in then. A case that came in from outside may have been emptied or destroyed
 * before its packer is heard of: what was packed into it has come out again since, or ended with it.
 */
function asLeftBy(
  draft: Draft,
  step: LifeStep,
  after: LifeState,
  before: string | null,
): readonly [LifeState, string | null] {
  const { event, parent = null } = step
  if (event !== 'put-in') return [after, event === 'take-out' ? null : before]
  const carrier = parent === null ? undefined : draft.life(parent)?.state
  if (carrier === 'destroyed' && after.kind !== 'line') return [{ ...after, state: carrier }, null]
  const out = carrier === 'emptied' ? nextState(after, null, { ...step, event: 'take-out' }) : after
  return 'code' in out ? [after, parent] : [out, out === after ? parent : null]
}

/** The state that follows this step, or the finding that it cannot be. */
function judgeStep(
  draft: Draft,
  step: LifeStep,
  life: Life | null,
  beginning: LifeState,
): LifeState | Finding {
  const { key, event, parent } = step
  const against = life?.since ?? null
  if (parent === key)
    return { key, failure: failureOf('case-in-itself', key, null), against: null, waits: false }
  const inside = life?.parent ?? null
  if (event === 'take-out' && inside !== null && inside !== parent) {
    const code = life?.kind === 'unit' ? 'unit-in-another-case' : 'case-on-another-pallet'
    return { key, failure: failureOf(code, key, inside), against, waits: false }
  }
  const now = asCarrierOf(life ?? beginning, life, isEmpty(draft, step), step)
  const next = nextState(now, life, step)
  if ('code' in next) return { key, failure: next, against, waits: life === null }
  return contentsForbid(draft, step) ?? next
}

function failureOf(code: Failure['code'], key: string, parent: string | null): Failure {
  return { code, detail: subjectOf(key, parent) }
}

/** Only `stack` asks; any other step may spare the book the question. */
const isEmpty = ({ book }: Draft, { event, key }: LifeStep): boolean =>
  event === 'stack' && book.contentsOf(key).length === 0

const beginnings: ReadonlySet<string> = new Set(['commission', 'add', 'aggregate', 'stack'])

/** What came in from outside gets its beginning told by another key: the sender's statements arrived after the receiver's. */
function isLateBirth({ statement }: Draft, life: Life, { event }: LifeStep): boolean {
  return life.born === null && life.kid !== statement.kid && beginnings.has(event)
}

function bear(draft: Draft, step: LifeStep, life: Life): void {
  const now = asCarrierOf(life, life, isEmpty(draft, step), step)
  const state: LifeState =
    now.kind === 'unit' && now.state === 'received' ? { kind: 'unit', state: 'commissioned' } : now
  draft.put(step.key, life, state, life.parent, draft.statement.place)
}

/** What is inside decides too: nothing on hold leaves with its case, and what still holds something does not end. */
function contentsForbid(draft: Draft, { key, event, parent }: LifeStep): Finding | null {
  const { book } = draft
  if (event === 'put-in' && parent !== undefined && draft.countIn(parent) >= CONTENTS_MAX) {
    const detail = { ...subjectOf(parent, null), max: CONTENTS_MAX }
    return { key: parent, failure: { code: 'case-holds-too-much', detail }, against: null, waits: false }
  }
  if (event === 'ship') {
    const held = heldWithin(draft, key)
    if (held === null) return null
    const { serial, sscc } = subjectOf(held.key, null)
    const detail = { ...subjectOf(key, null), held: beginningOf(held.key)?.kind === 'unit' ? serial : sscc }
    return { key, failure: { code: 'case-holds-held-unit', detail }, against: held.since, waits: false }
  }
  if (event !== 'decommission' && event !== 'destroy') return null
  const contents = book.contentsOf(key)
  const first = contents[0]
  if (first === undefined) return null
  const detail = { ...subjectOf(key, null), units: contents.length }
  const against = book.life(first)?.since ?? null
  return { key, failure: { code: 'case-not-empty', detail }, against, waits: false }
}

/** Cases on a pallet hold units; no deeper nesting can come to be. */
function heldWithin(draft: Draft, container: string): Held | null {
  const { book } = draft
  const direct = book.heldIn(container)
  if (direct !== null || draft.life(container)?.kind !== 'pallet') return direct
  for (const key of book.contentsOf(container)) {
    const inner = book.heldIn(key)
    if (inner !== null) return inner
  }
  return null
}
