import type { Database } from 'better-sqlite3'
import { domainTagged } from '../../core/label/domain.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { logKeysOf } from './check-shelves.ts'
import { holds, type KnownKeys, type Report } from './ledger-files.ts'

interface VerdictRow {
  readonly place: number
  readonly size: number
  readonly standing: string
  readonly record: Buffer
  readonly signature: Buffer
  /** of the statement that was judged */
  readonly id: Buffer
}

/** The parts of a verdict or a conflict that are held against the log. */
interface Said {
  readonly statement?: unknown
  readonly leaf?: unknown
  readonly size?: unknown
  readonly standing?: unknown
  readonly statements?: readonly unknown[]
  readonly leaves?: readonly unknown[]
}

/**
 * The verdicts and conflicts that a ledger has signed: by its own key, about the statements that stand at these leaves of its
 * log. Lives and what waits for what are not looked at: they follow from the log, and the ledger makes them anew.
 */
export function checkStanding(standing: Database, log: Database, keys: KnownKeys, report: Report): void {
  const logKeys = logKeysOf(keys)
  const entry = log.prepare<[number], { id: Buffer; kid: Buffer }>(
    'SELECT id, kid FROM entries WHERE leaf = ?',
  )
  const idAt = (leaf: unknown) => (typeof leaf === 'number' ? entry.get(leaf)?.id.toString('hex') : undefined)
  const isSigned = (tag: 'standing' | 'conflict', record: Buffer, signature: Buffer) =>
    logKeys.some((key) => verifyEd25519(key, domainTagged(tag, record), signature))

  const judged = standing.prepare<[], { place: number; id: Buffer; kid: Buffer; verdicts: number }>(
    'SELECT place, id, kid, (SELECT count(*) FROM verdict WHERE place = s.place) AS verdicts FROM statement s ORDER BY place',
  )
  let next = 0
  for (const { place, id, kid, verdicts } of judged.iterate()) {
    const logged = entry.get(place)
    const fits = place === next && logged !== undefined && logged.id.equals(id) && logged.kid.equals(kid)
    if (!fits || verdicts === 0) report('ledger-standing-differs', `judged statement ${place}`)
    next = place + 1
  }
  const verdicts = standing.prepare<[], VerdictRow>(
    'SELECT v.*, s.id FROM verdict v JOIN statement s USING (place) ORDER BY v.place, v.size',
  )
  for (const { place, size, standing: word, record, signature, id } of verdicts.iterate()) {
    const where = `verdict ${place}/${size}`
    if (!isSigned('standing', record, signature)) report('ledger-standing-forged', where)
    const fits = saidBy(
      record,
      (said) =>
        said.statement === id.toString('hex') &&
        said.leaf === place &&
        said.size === size &&
        said.standing === word,
    )
    if (!fits) report('ledger-standing-differs', where)
  }
  const conflicts = standing.prepare<[], { n: number; record: Buffer; signature: Buffer }>(
    'SELECT n, record, signature FROM conflict ORDER BY n',
  )
  for (const { n, record, signature } of conflicts.iterate()) {
    if (!isSigned('conflict', record, signature)) report('ledger-standing-forged', `conflict ${n}`)
    const fits = saidBy(
      record,
      ({ statements = [], leaves = [] }) =>
        statements.length === 2 && leaves.length === 2 && statements.every((id, i) => id === idAt(leaves[i])),
    )
    if (!fits) report('ledger-standing-differs', `conflict ${n}`)
  }
}

const saidBy = (record: Buffer, fits: (said: Said) => boolean): boolean =>
  holds(() => fits(JSON.parse(record.toString('utf8')) as Said))
