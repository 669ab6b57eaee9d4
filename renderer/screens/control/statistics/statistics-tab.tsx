import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Dimension } from '../../../../core/statistics/figures.ts'
import { plotsOf } from '../../../../core/statistics/plot/plots-of.ts'
import type { StatisticsReport } from '../../../../core/statistics/report.ts'
import { type StatisticsWords, statisticsWords } from '../../../../core/statistics/statistics-words.ts'
import { useStation } from '../../../connection/station-context.ts'
import { ActionButton } from '../../../parts/action-button.tsx'
import { ProgressLine } from '../../../parts/progress-line.tsx'
import { useWords } from '../../../words/use-words.ts'
import { ProblemText } from '../../problem-text.tsx'
import { ApartCard } from './apart-card.tsx'
import { PlotCard } from './plot-card.tsx'
import { daysUpTo, RangeForm, type RangeName } from './range-form.tsx'
import { useStatistics } from './use-statistics.ts'

/** Figures of a range of days: drawn, as tables, and as files. */
export const StatisticsTab = () => {
  const { client } = useStation()
  const { language } = useWords()
  const words = statisticsWords(language)
  const { data } = useQuery({ queryKey: ['statistics-today'], queryFn: () => client.statistics.today() })
  if (!data) return null
  return <StatisticsPage today={data.day} words={words} />
}

const StatisticsPage = ({ today, words }: { readonly today: string; readonly words: StatisticsWords }) => {
  const { say, number } = words
  const [range, setRange] = useState<RangeName>('week')
  const [own, setOwn] = useState(() => daysUpTo(today, 'month'))
  const [by, setBy] = useState<Dimension>('product')
  const { counting, count, stop } = useStatistics()
  const { running, reports, problem } = counting
  const days = range === 'own' ? own : daysUpTo(today, range)
  // Own days are counted when somebody says so: a date is typed piece by piece.
  // biome-ignore lint/correctness/useExhaustiveDependencies: counted anew when the range is another one
  useEffect(() => {
    if (range !== 'own') void count(days)
  }, [range, today])
  return (
    <div className="statistics scrolls">
      <h1 className="statistics-title">{say('title')}</h1>
      <header className="card statistics-head">
        <RangeForm
          words={words}
          range={range}
          days={days}
          onRange={setRange}
          onDays={setOwn}
          onCount={() => void count(own)}
        />
        {running ? (
          <div className="statistics-running">
            <span>{say('counting', { done: number(running.done), total: number(running.total) })}</span>
            <ProgressLine label={say('title')} value={running.done} max={running.total} />
            <ActionButton onPress={stop} testId="statistics-stop">
              {say('cancel')}
            </ActionButton>
          </div>
        ) : (
          reports && (
            <div className="statistics-running">
              <p className="quiet" data-testid="statistics-counted">
                <Counted report={reports[0]} words={words} />
              </p>
              <ActionButton onPress={() => window.print()} testId="statistics-print">
                {say('print')}
              </ActionButton>
            </div>
          )
        )}
        {problem && (
          <p role="alert" data-testid="statistics-problem">
            <ProblemText problem={problem} />
          </p>
        )}
      </header>
      {reports && <Reports reports={reports} words={words} by={by} onBy={setBy} />}
    </div>
  )
}

const Counted = ({
  report,
  words: { say, number },
}: {
  report: StatisticsReport | undefined
  words: StatisticsWords
}) => {
  if (!report) return null
  const { from, to, statements, madeAt } = report
  const fill = { from, to, statements: number(statements), at: madeAt.slice(0, 16).replace('T', ' ') }
  return say(from === to ? 'counted-day' : 'counted', fill)
}

interface ReportsProps {
  readonly reports: readonly StatisticsReport[]
  readonly words: StatisticsWords
  readonly by: Dimension
  readonly onBy: (by: Dimension) => void
}

const Reports = ({ reports, words, by, onBy }: ReportsProps) => {
  const of = (dimension: Dimension) => reports.find((report) => report.by === dimension)
  const [days, agencies, apart] = [of('day'), of('agency'), of(by)]
  if (!days || !agencies || !apart) return null
  if (days.rows.length === 0)
    return (
      <p className="card" data-testid="statistics-nothing">
        {words.say('nothing')}
      </p>
    )
  return (
    <>
      {plotsOf(days, agencies, words).map((plot) => (
        <PlotCard key={plot.id} plot={plot} words={words} />
      ))}
      <ApartCard report={apart} words={words} by={by} onBy={onBy} />
    </>
  )
}
