import { parseEpc } from '../../core/gs1/epc.ts'
import { AllPiles } from './bonded-piles.ts'
import { type BondedSaid, type Change, changesOf } from './bonded-said.ts'
import { checkBondedApprovals } from './check-bonded-approvals.ts'
import { checkBondedRecords } from './check-bonded-records.ts'
import type { Findings } from './fsck-answer.ts'
import type { KnownKeys } from './known-keys.ts'
import type { StationFile } from './open-station-file.ts'

interface MoveRow {
  readonly n: number
  readonly kind: string
  readonly entry: string
  readonly item: string
  readonly gtin: string
  readonly lot: string
  readonly quantity: number
  readonly json: string
}

/**
 * Every account of goods under customs' supervision, worked out anew from what was stated, in order: no pile ever below zero,
 * each closing with the numbers of its moment, the movements in the store those of the statements, and every decision of a
 * supervisor under their own signature.
 */
export function checkBonded(db: StationFile, keys: KnownKeys, findings: Findings): void {
  const said = readSaid(db)
  const piles = new AllPiles()
  const stored = storedMoves(db)
  const epcs = db.prepare<[number], string>('SELECT epc FROM epc WHERE statement = ?').pluck()
  for (const one of said) {
    const where = `statement ${one.n}`
    const changes = changesOf(one, one.what === 'line-closed' ? gtinOf(epcs.all(one.n)) : '')
    for (const change of changes) {
      const below = piles.take(change)
      if (below !== null)
        findings.add(
          'bonded-account-wrong',
          `${where}, entry ${change.entry} item ${change.item} lot ${change.lot}, ${below}`,
        )
    }
    if (one.what === 'bonded-closed') checkClosing(one, piles, findings)
    // Goods come in by the closing of their line, whose counts the plan's lines hold.
    if (one.what !== 'line-closed') compareMoves(one, changes, stored, findings)
  }
  for (const [n] of stored) findings.add('bonded-move-differs', `movement of statement ${n}`)
  checkBondedRecords(db, said, findings)
  checkBondedApprovals(db, said, keys, findings)
}

function readSaid(db: StationFile): BondedSaid[] {
  return db
    .prepare<[], { n: number; what: string; payload: string }>(
      'SELECT n, what, payload FROM temp.bonded_said ORDER BY n',
    )
    .all()
    .map(({ n, what, payload }) => ({ n, what, payload: JSON.parse(payload) as BondedSaid['payload'] }))
}

const gtinOf = (epcs: readonly string[]): string => {
  const [found] = epcs.map(parseEpc).filter((epc) => epc?.kind === 'lot')
  return found?.kind === 'lot' ? found.gtin : ''
}

function storedMoves(db: StationFile): Map<number, MoveRow[]> {
  const rows = db
    .prepare<[], MoveRow>(
      `SELECT statement AS n, kind, customs_entry AS entry, entry_item AS item, gtin, lot, quantity, json
       FROM bonded_move ORDER BY statement, part`,
    )
    .iterate()
  const all = new Map<number, MoveRow[]>()
  for (const row of rows) all.set(row.n, [...(all.get(row.n) ?? []), row])
  return all
}

function compareMoves(
  one: BondedSaid,
  changes: readonly Change[],
  stored: Map<number, MoveRow[]>,
  findings: Findings,
): void {
  const rows = stored.get(one.n) ?? []
  stored.delete(one.n)
  const told = detailsOf(one)
  const isSame =
    rows.length === changes.length &&
    changes.every((change, part) => {
      const { n: _, json, ...row } = rows[part] as MoveRow
      const { state, ...details } = detailsIn(json)
      const { state: saidState, ...numbers } = change
      const isCounted = Object.entries(numbers).every(
        ([name, value]) => row[name as keyof typeof row] === value,
      )
      return (
        isCounted && state === saidState && JSON.stringify(sorted(details)) === JSON.stringify(sorted(told))
      )
    })
  if (!isSame) findings.add('bonded-move-differs', `movement of statement ${one.n}`)
}

const sorted = (of: object) => Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1))

function detailsIn(json: string): Record<string, unknown> {
  try {
    return JSON.parse(json) as Record<string, unknown>
  } catch {
    return {}
  }
}

/** What the timeline shows beside the numbers, as the statement says it. */
function detailsOf({ what, payload }: BondedSaid) {
  const said = (name: string) => payload[name] ?? null
  if (what !== 'event') {
    const isOrder = what === 'customs-order'
    return {
      document: isOrder || what === 'bonded-adjusted' ? said('document') : null,
      witness: null,
      reason: isOrder ? null : said('reason'),
      order: said('order'),
      corrects: said('corrects'),
      epcs: [],
    }
  }
  return {
    document: said('bm:document'),
    witness: said('bm:witness'),
    reason: payload.bizStep === 'holding' ? null : said('bm:reason'),
    order: said('bm:customsOrder'),
    corrects: null,
    epcs: said('epcList') ?? [],
  }
}

/** A closing states what is left of each lot, and what a person counted is the same. */
function checkClosing({ n, payload }: BondedSaid, piles: AllPiles, findings: Findings): void {
  if (payload.of !== 'item') return
  for (const lot of payload.lots as readonly Record<string, unknown>[]) {
    const { sellable, held, damaged } = piles.of({
      entry: String(lot.customsEntry),
      item: String(lot.entryItem),
      gtin: String(lot.gtin),
      lot: String(lot.lot),
    })
    const now = JSON.stringify(sorted({ sellable, held, damaged }))
    const stated = [lot.left, lot.counted].map((of) => JSON.stringify(sorted(of as object)))
    if (stated.some((numbers) => numbers !== now))
      findings.add('bonded-closing-wrong', `statement ${n}, lot ${String(lot.lot)}`)
  }
}
