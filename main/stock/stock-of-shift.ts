import type { StockAnswer } from '../../core/contract/stock.ts'
import {
  type ReconciledStock,
  reconcile,
  type StockFigures,
  stockVerdict,
} from '../../core/stock/reconcile.ts'
import { type StockKind, stockKinds } from '../../core/stock/stock-kinds.ts'
import type { StationStore } from '../store/station-store.ts'
import type { PrintedLabels, StockClose } from './stock-moves.ts'

const ROLLS_SHOWN = 50

type StockSource = Pick<StationStore, 'stock' | 'shifts'>

/** Every kind of stock as it stands since the last shift was closed, worked out anew from movements and print attempts. */
export function stockOfShift({ stock, shifts }: StockSource): ReconciledStock[] {
  const before = stock.lastClose()
  const shift = shifts.current()?.n ?? Number.MAX_SAFE_INTEGER
  const printed = stock.printed(before.attempts, shift)
  return stockKinds.map((kind) => {
    const figures: StockFigures = {
      kind,
      isKept: stock.isKept(kind),
      opening: leftOf(before, kind),
      issued: stock.moved(before.moves, kind, 'issue'),
      ...takenBy(kind, printed),
      tests: stock.moved(before.moves, kind, 'test'),
      destroyed: stock.moved(before.moves, kind, 'destroy'),
    }
    return reconcile(figures, stock.countAfter(before.moves, kind))
  })
}

const leftOf = ({ unitLabels, caseLabels, overlays }: StockClose, kind: StockKind): number =>
  ({ 'unit-label': unitLabels, 'case-label': caseLabels, overlay: overlays })[kind]

/** A label takes one blank label, and an overlay where its roll has no panels and the overlay was put on. */
function takenBy(
  kind: StockKind,
  printed: readonly PrintedLabels[],
): Pick<StockFigures, 'used' | 'voided' | 'inDoubt'> {
  const mine = printed.filter((row) =>
    kind === 'overlay'
      ? row.kind === 'unit' && row.cover === 'overlay' && row.wasAlive
      : (row.kind === 'unit') === (kind === 'unit-label'),
  )
  const sum = (is: (row: PrintedLabels) => boolean) =>
    mine.reduce((labels, row) => labels + (is(row) ? row.labels : 0), 0)
  return {
    used: sum((row) => !row.isVoided),
    voided: sum((row) => row.isVoided === 1),
    inDoubt: kind === 'overlay' ? 0 : sum((row) => row.isVoided === 1 && row.isInDoubt === 1),
  }
}

/** What screens and `bondmark stock` show. */
export function stockAnswer(store: StockSource): StockAnswer {
  const stock = stockOfShift(store)
  return {
    format: 'bondmark/stock/1',
    shift: store.shifts.current()?.n ?? null,
    verdict: stockVerdict(stock),
    isKept: stock.some(({ isKept }) => isKept),
    stock,
    rolls: store.stock.rolls(ROLLS_SHOWN).map(({ roll, kind, count, process, cover, t, badge, printer }) => ({
      roll: roll ?? '',
      kind,
      count,
      process,
      cover,
      t,
      badge,
      printer,
    })),
  }
}
