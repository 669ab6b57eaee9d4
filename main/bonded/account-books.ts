import type { z } from 'zod'
import type { openBook } from '../../core/contract/bonded.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { Appended } from '../station/append-statement.ts'
import type { StationContext } from '../station/context.ts'
import type { StationStore } from '../store/station-store.ts'
import { type BondedSayer, noDetails, stateRecord } from './state-bonded.ts'

/** 账册: what is known of a book by the newest word on each entry. */
export interface Book {
  readonly book: string
  readonly company: string
  readonly mode: string
  readonly entries: readonly string[]
}

/**
 * Opens a book, or puts more entries into one. An entry stands in one book: goods go to another by a transfer. Throws
 * `book-unlike` when company or mode differ from before, `entry-in-other-book`.
 */
export function putIntoBook(
  ctx: StationContext,
  by: BondedSayer,
  asked: Omit<z.infer<typeof openBook>, 'badge' | 'passcode'>,
): Appended {
  const { book, company, mode } = asked
  const entries = [...new Set(asked.entries)].sort()
  const known = books(ctx.store)
  const before = known.find((other) => other.book === book)
  if (before && (before.company !== company || before.mode !== mode))
    throw new BondmarkError('book-unlike', { book, company: before.company, mode: before.mode })
  for (const other of known)
    for (const entry of entries)
      if (other.book !== book && other.entries.includes(entry))
        throw new BondmarkError('entry-in-other-book', { entry, book: other.book })
  const record = { book, company, mode, entries }
  const stated = stateRecord(ctx, by, 'account-book', record, { subject: book, details: noDetails })
  ctx.store.bonded.addRecord(stated.n, 'book', book, record)
  return stated
}

/** All books, in order of their numbers. */
export function books({ bonded }: Pick<StationStore, 'bonded'>): Book[] {
  const found = new Map<string, Book>()
  // The newest record stands first; entries of all are in the book.
  for (const { json } of bonded.recordsOf('book').reverse()) {
    const { book, company, mode, entries } = JSON.parse(json) as Book
    const before = found.get(book)?.entries ?? []
    found.set(book, { book, company, mode, entries: [...new Set([...before, ...entries])].sort() })
  }
  return [...found.values()].sort((a, b) => (a.book < b.book ? -1 : 1))
}
