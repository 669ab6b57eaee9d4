import type { LineView, StationView } from '../../../core/contract/station-view.ts'
import { useAct } from '../../connection/use-act.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { OthersFacts } from '../../parts/others-facts.tsx'
import { useWords } from '../../words/use-words.ts'

/** Every line of the plan with its numbers; a line is closed here. */
export const LinesTable = ({ lines }: Pick<StationView, 'lines'>) => {
  const { t } = useWords()
  const columns = ['goods', 'planned', 'received', 'labeled', 'short', 'damaged', 'state'] as const
  if (lines.length === 0) return <p className="quiet">{t('shift.lines-none')}</p>
  return (
    <table className="table lines-table" data-testid="lines">
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col" className={column === 'goods' || column === 'state' ? '' : 'number'}>
              {t(`shift.column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      {[...new Set(lines.map((line) => line.asn))].map((asn) => (
        <tbody key={asn}>
          <tr className="table-group">
            <th scope="rowgroup" colSpan={columns.length}>
              {asn}
            </th>
          </tr>
          {lines
            .filter((line) => line.asn === asn)
            .map((line) => (
              <Row key={`${line.line}/${line.lot}`} line={line} />
            ))}
        </tbody>
      ))}
    </table>
  )
}

const Row = ({ line }: { line: LineView }) => {
  const { t, language } = useWords()
  const { press } = useAct()
  const { asn, lot } = line
  const handled = line.decision === 'label' ? line.labeled : line.received
  const isDone = handled + line.short + line.damaged >= line.planned
  return (
    <tr className={line.closed ? 'is-closed' : ''}>
      <th scope="row">
        <strong>{language === 'en' ? line.nameEn : line.nameZh}</strong>
        <span className="quiet">
          <span className={`tag tag-${line.decision}`}>{t(`decision.${line.decision}`)}</span>{' '}
          {t('line.within', { line: line.line, lot })}
        </span>
        {line.others && <OthersFacts line={line} others={line.others} />}
      </th>
      <td className="number">{line.planned}</td>
      <td className="number">{line.received}</td>
      <td className="number">{line.decision === 'label' ? line.labeled : '–'}</td>
      <td className={line.short > 0 ? 'number tone-warn' : 'number'}>{line.short}</td>
      <td className={line.damaged > 0 ? 'number tone-warn' : 'number'}>{line.damaged}</td>
      <td>
        {line.closed && <span className="tone-ok">✓ {t('line.closed')}</span>}
        {line.held && <span className="tone-warn">■ {t('line.held')}</span>}
        {!line.closed && (
          <ActionButton
            look={isDone ? 'primary' : 'plain'}
            onPress={() => void press({ key: 'close-line', asn, line: line.line, lot })}
            aria-label={t('shift.close-line-of', { asn, line: line.line, lot })}
          >
            {t('shift.close-line')}
          </ActionButton>
        )}
      </td>
    </tr>
  )
}
