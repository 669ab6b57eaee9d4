import { useState } from 'react'
import type { LineView, StationView } from '../../../core/contract/station-view.ts'
import { useAct } from '../../connection/use-act.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { OthersFacts } from '../../parts/others-facts.tsx'
import { elsewhereOf } from '../../parts/shared-line-facts.tsx'
import { useWords } from '../../words/use-words.ts'
import { CloseElsewhereDialog } from '../scan/close-elsewhere.tsx'

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
  const [isAsked, setAsked] = useState(false)
  const close = (elsewhere?: number) => {
    setAsked(false)
    void press({ key: 'close-line', asn, line: line.line, lot, ...(elsewhere && { elsewhere }) })
  }
  const isElsewhere = elsewhereOf(line) > 0
  const handled = line.decision === 'label' ? line.labeled : line.received
  const isOver = (line.others?.left ?? 0) < 0
  const isDoneTogether = isElsewhere && line.others?.word === 'fresh' && line.others.share.missing === 0
  const isDone = handled + line.short + line.damaged >= line.planned || isDoneTogether
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
        {line.closed && (
          <span className={isOver ? 'tone-warn' : 'tone-ok'}>
            {isOver ? '■' : '✓'} {t('line.closed')}
          </span>
        )}
        {line.elsewhere !== undefined && <span> {t('line.elsewhere-n', { n: line.elsewhere })}</span>}
        {line.held && <span className="tone-warn">■ {t('line.held')}</span>}
        {!line.closed && (
          <ActionButton
            look={isDone ? 'primary' : 'plain'}
            onPress={isElsewhere ? () => setAsked(true) : () => close()}
            aria-label={t('shift.close-line-of', { asn, line: line.line, lot })}
          >
            {t('shift.close-line')}
          </ActionButton>
        )}
        {isAsked && !line.closed && (
          <CloseElsewhereDialog line={line} onConfirm={close} onClose={() => setAsked(false)} />
        )}
      </td>
    </tr>
  )
}
