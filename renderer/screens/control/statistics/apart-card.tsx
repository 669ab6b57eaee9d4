import { type Dimension, dimensions } from '../../../../core/statistics/figures.ts'
import { apartTable } from '../../../../core/statistics/plot/apart-table.ts'
import type { StatisticsReport } from '../../../../core/statistics/report.ts'
import { BYTE_ORDER_MARK, reportCsv } from '../../../../core/statistics/report-csv.ts'
import type { StatisticsWords } from '../../../../core/statistics/statistics-words.ts'
import { saveFile } from '../../../input/save-file.ts'
import { ActionButton } from '../../../parts/action-button.tsx'
import { SelectField } from '../../../parts/choice-field.tsx'
import { FigureTable } from './figure-table.tsx'

interface Props {
  readonly report: StatisticsReport
  readonly words: StatisticsWords
  readonly by: Dimension
  readonly onBy: (by: Dimension) => void
}

const save = ({ from, to, by }: StatisticsReport, kind: 'csv' | 'json', text: string) =>
  saveFile(`bondmark-${by}-${from}-${to}.${kind}`, new TextEncoder().encode(text))

/** The same figures by product, brand, operator …, and as files for other programs. */
export const ApartCard = ({ report, words, by, onBy }: Props) => {
  const { say, number } = words
  const { table, shown, all } = apartTable(report, words)
  return (
    <section className="card plot-card plot-card-apart" data-testid="statistics-apart">
      <h2>{say('apart.title')}</h2>
      <div className="statistics-row">
        <SelectField
          label={say('apart.by')}
          value={by}
          options={dimensions.map((value) => ({ value, word: say(`by.${value}`) }))}
          onChoose={onBy}
          testId="statistics-by"
        />
        {/* A mark before the first byte: spreadsheets of older releases read Chinese only then. */}
        <ActionButton
          onPress={() => save(report, 'csv', BYTE_ORDER_MARK + reportCsv(report))}
          testId="statistics-csv"
        >
          {say('save-csv')}
        </ActionButton>
        <ActionButton
          onPress={() => save(report, 'json', `${JSON.stringify(report)}\n`)}
          testId="statistics-json"
        >
          {say('save-json')}
        </ActionButton>
      </div>
      {by === 'operator' && <p className="statistics-note">{say('operators.note')}</p>}
      {shown < all && (
        <p className="quiet">{say('apart.more', { shown: number(shown), all: number(all) })}</p>
      )}
      <FigureTable of={table} caption={`${say('apart.title')}: ${say(`by.${by}`)}`} />
    </section>
  )
}
