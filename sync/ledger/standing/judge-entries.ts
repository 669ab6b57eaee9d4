import type { LifeBook } from '../../../core/lifecycle/life.ts'
import { type Taken, takeStatement } from '../../../core/lifecycle/take-statement.ts'
import type { NoteSigner } from '../../../core/log/note.ts'
import type { LogStore } from '../log/log-store.ts'
import { giveVerdict, publishConflict } from './give-verdict.ts'
import { readEntry } from './read-entry.ts'
import type { StandingStore } from './standing-store.ts'

/** Judges `count` entries from leaf `from` on, durably together. */
export function judgeEntries(
  log: Pick<LogStore, 'entries'>,
  standing: StandingStore,
  signer: NoteSigner,
  from: number,
  count: number,
  marks = false,
): void {
  const entries = log.entries(from, count)
  standing.transaction(() => {
    for (const [n, bytes] of entries.entries()) judgeEntry(log, standing, signer, from + n, bytes, marks)
  })
}

function judgeEntry(
  log: Pick<LogStore, 'entries'>,
  store: StandingStore,
  signer: NoteSigner,
  place: number,
  bytes: Uint8Array,
  marks: boolean,
): void {
  const read = readEntry(place, bytes)
  store.addStatement(read.known, new Set(read.traced.steps.map(({ key }) => key)))
  const plain = store.book((at) => {
    const [again] = log.entries(at, 1)
    if (again === undefined) throw new RangeError(`no entry ${at}`)
    return readEntry(at, again).traced
  })
  const book = marks ? markingBook(plain, store) : plain
  const size = place + 1
  for (const taken of takeStatement(book, read.traced)) {
    store.setFindings(taken.place, taken.findings)
    giveVerdict(store, signer, taken.place, size)
    for (const finding of taken.findings) publishConflict(store, signer, taken.place, finding, size)
    for (const other of putInDoubt(store, taken)) giveVerdict(store, signer, other, size)
  }
}

/** A book that marks each life that changes, to be compared with what other logs say of it. */
export function markingBook(book: LifeBook, store: Pick<StandingStore, 'touch'>): LifeBook {
  return {
    ...book,
    put(key, life) {
      book.put(key, life)
      store.touch(key)
    },
  }
}

/**
 * What was valid until this statement of another key came. Nothing else is worth less for it: a key's own later word does
 * not count against its earlier one, and a second contradiction changes nothing, however many a key brings.
 */
function putInDoubt(store: StandingStore, { place, findings }: Taken): ReadonlySet<number> {
  const { kid } = store.statement(place)
  const against = findings.flatMap(({ waits, against }) => (waits || against === null ? [] : [against]))
  return new Set(against.filter((at) => store.standing(at) === 'valid' && store.statement(at).kid !== kid))
}
