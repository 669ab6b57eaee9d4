import { useWords } from '../../words/use-words.ts'
import type { StockRow } from './use-stock.ts'

const taken = ['issued', 'used', 'voided', 'tests', 'destroyed'] as const

/** What came, what became of it, and what should be left, kind by kind: the shift's account. */
export const StockTable = ({ stock }: { stock: readonly StockRow[] }) => {
  const { t } = useWords()
  return (
    <table className="table stock-table" data-testid="stock-table">
      <thead>
        <tr>
          {(['kind', 'opening', ...taken, 'expected', 'counted'] as const).map((column) => (
            <th key={column} scope="col" className={column === 'kind' ? '' : 'number'}>
              {t(`stock.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {stock.map((row) => (
          <tr key={row.kind} data-testid={`stock-${row.kind}`}>
            <th scope="row">{t(`stock.kind.${row.kind}`)}</th>
            <td className="number">{row.opening}</td>
            {taken.map((column) => (
              <td key={column} className="number">
                {row[column]}
                {column === 'voided' && row.inDoubt > 0 && (
                  <span className="tone-warn"> ({t('stock.in-doubt', { n: row.inDoubt })})</span>
                )}
              </td>
            ))}
            <td className="number">{row.expected ?? '–'}</td>
            <td className="number">
              <Counted row={row} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Green only where somebody has counted, and it agrees. */
export const Counted = ({ row }: { row: StockRow }) => {
  const { t } = useWords()
  const { isKept, counted, difference } = row
  if (!isKept) return <span className="quiet">{t('stock.not-kept')}</span>
  if (counted === null) return <span className="tone-warn">{t('stock.not-counted')}</span>
  if (difference === 0) return <span className="tone-ok">✓ {counted}</span>
  return (
    <strong className="tone-stop">
      {counted} ({signed(difference ?? 0)})
    </strong>
  )
}

export const signed = (n: number): string => (n > 0 ? `+${n}` : n < 0 ? `−${-n}` : '0')
