import { readFileSync } from 'node:fs'
import { type RuleSet, readRuleSet, rulesBytesMax } from '../../core/decision/rule-set.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { keyOf, readMembership } from '../../core/membership/membership.ts'
import { readMembershipFile } from '../../core/membership/membership-file.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { DraftBook } from '../drafts/draft-book.ts'
import { RulesBook } from '../rules/rules-book.ts'
import { readNamedFile } from './read-file.ts'
import type { Reader } from './with-reader.ts'

const hashShape = /^[0-9a-f]{6,64}$/

/** What a reader knows of rule sets. */
export const bookOf = ({ store, files, trust }: Reader): RulesBook =>
  new RulesBook(store, [
    readMembership(readMembershipFile(readFileSync(files.membership, 'utf8')), trust, verifyEd25519),
  ])

/** What a reader knows of rule drafts. */
export function draftsOf(reader: Reader): DraftBook {
  const { store, files, trust } = reader
  const { payload } = readMembership(
    readMembershipFile(readFileSync(files.membership, 'utf8')),
    trust,
    verifyEd25519,
  )
  const person = (badge: string) => store.people.get(badge)?.name ?? badge
  const station = (kid: string) => keyOf({ payload }, kid)?.name.replace(/^station\//, '') ?? kid.slice(0, 8)
  return new DraftBook(store, bookOf(reader), { person, station }, { today: wallClock.now().slice(0, 10) })
}

/** By its hash in the workspace, by a draft's name there, or as a file. Throws `rules-missing`, `rules-malformed`, those of files. */
export function found(named: string, book: RulesBook | null, drafts: DraftBook | null): RuleSet {
  // A set before a draft: anybody at another station may give a draft the name that a set's hash begins with.
  const isSet =
    book !== null && hashShape.test(named) && book.all().some(({ hash }) => hash.startsWith(named))
  if (drafts && !isSet && /^[0-9a-f]{16}$/.test(named)) return drafts.rulesOf(drafts.draft(named))
  if (book && hashShape.test(named)) return book.document(book.hashNamed(named))
  return readRuleSet(readNamedFile(named, rulesBytesMax), named)
}

/** Throws `day-malformed`. */
export function dayOf(text: string): string {
  const is = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))
  if (!is || new Date(text).toISOString().slice(0, 10) !== text)
    throw new BondmarkError('day-malformed', { value: text.slice(0, 40) })
  return text
}
