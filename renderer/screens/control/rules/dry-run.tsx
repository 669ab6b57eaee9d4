import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Input, Label, TextField } from 'react-aria-components'
import type { RulesDryRunAnswer } from '../../../../core/contract/rules.ts'
import { useStation } from '../../../connection/station-context.ts'
import { useAct } from '../../../connection/use-act.ts'
import { useKeys } from '../../../input/use-keys.ts'
import { ActionButton } from '../../../parts/action-button.tsx'
import { ProgressLine } from '../../../parts/progress-line.tsx'
import { useWords } from '../../../words/use-words.ts'
import { DryRunPicture } from './dry-run-picture.tsx'

const dayShape = /^\d{4}-\d{2}-\d{2}$/
const dayOr = (text: string) => (dayShape.test(text) ? text : null)
const isDay = (text: string) => text === '' || dayShape.test(text)

interface Props {
  readonly run: (days: { from: string | null; to: string | null }) => Promise<RulesDryRunAnswer>
}

/** Tries a draft on the plans of days gone by: what it would have decided otherwise. Nothing is changed by it. */
export const DryRun = ({ run: ask }: Props) => {
  const { client, view } = useStation()
  const { t, number } = useWords()
  const act = useAct()
  const [days, setDays] = useState({ from: '', to: '' })
  const [isRunning, setRunning] = useState(false)
  const [made, setMade] = useState<RulesDryRunAnswer | null>(null)
  const { data: progress } = useQuery({
    queryKey: ['rules-dry-run', view.revision],
    queryFn: () => client.rules.dryRunProgress(),
    enabled: isRunning,
  })
  const isReady = isDay(days.from) && isDay(days.to) && !isRunning
  const run = async () => {
    if (!isReady) return
    setRunning(true)
    const answer = await act.call(() => ask({ from: dayOr(days.from), to: dayOr(days.to) }))
    setRunning(false)
    if (answer) setMade(answer)
  }
  useKeys({ 'Alt+KeyD': () => void run() })
  const running = progress?.running ?? { done: 0, total: 0 }
  return (
    <section className="stack" data-testid="rules-dry-run">
      <h3>{t('rules.dry-run')}</h3>
      <div className="rules-days">
        {(['from', 'to'] as const).map((end) => (
          <TextField
            key={end}
            value={days[end]}
            onChange={(text) => setDays({ ...days, [end]: text.trim() })}
            maxLength={10}
            className="field"
            isInvalid={!isDay(days[end])}
          >
            <Label>{t(`rules.day-${end}`)}</Label>
            <Input placeholder="2026-11-22" />
          </TextField>
        ))}
        {isRunning ? (
          <ActionButton onPress={() => void client.rules.cancelDryRun()}>{t('cancel')}</ActionButton>
        ) : (
          <ActionButton hint="Alt+D" onPress={() => void run()} isDisabled={!isReady} testId="run-dry-run">
            {t('rules.dry-run-go')}
          </ActionButton>
        )}
      </div>
      {isRunning && (
        <>
          <ProgressLine label={t('rules.dry-run')} value={running.done} max={running.total} />
          <p className="quiet">{`${number(running.done)} / ${number(running.total)}`}</p>
        </>
      )}
      {made && !isRunning && <Made of={made} />}
    </section>
  )
}

const Made = ({ of }: { of: RulesDryRunAnswer }) => {
  const { t, say, number, language } = useWords()
  const { lines, changed, demands, categories, listed, otherwise } = of
  if (lines === 0) return <p>{t('rules.dry-run-none')}</p>
  const moved = demands.filter(({ before, after }) => before !== after)
  const touched = categories.filter((part) => part.changed > 0)
  return (
    <>
      <p data-testid="dry-run-sum">
        <strong>{t('rules.dry-run-sum', { changed: number(changed), lines: number(lines) })}</strong>
      </p>
      <DryRunPicture of={of} />
      {moved.length > 0 && (
        <ul className="rules-demands">
          {moved.map(({ kind, before, after }) => (
            <li key={kind}>
              {say({ code: `kind-${kind}` as 'kind-factory-evaluation', detail: {} })}: {number(before)} →{' '}
              <strong>{number(after)}</strong>
            </li>
          ))}
        </ul>
      )}
      {touched.length > 0 && (
        <p className="quiet">
          {touched
            .map(({ name, changed: some, lines: n }) => `${name} ${number(some)}/${number(n)}`)
            .join(' · ')}
        </p>
      )}
      {listed.length > 0 && (
        <ol className="rules-lines">
          {listed.map((line) => (
            <li key={`${line.asn} ${line.line} ${line.lot}`}>
              <strong>{line.name[language]}</strong>
              <span className="rules-move">
                <span className={`rules-verdict-${line.from}`}>{t(`rules.verdict.${line.from}`)}</span>
                {' → '}
                <span className={`rules-verdict-${line.to}`}>{t(`rules.verdict.${line.to}`)}</span>
              </span>
              <span className="quiet">
                {line.day} · {t('rules.line', { asn: line.asn, line: line.line, lot: line.lot })}
              </span>
              <span className="rules-why">{say(line.after)}</span>
            </li>
          ))}
        </ol>
      )}
      {changed > listed.length && (
        <p className="quiet">{t('rules.more', { n: number(changed - listed.length) })}</p>
      )}
      {otherwise > 0 && <p className="quiet">{t('rules.otherwise', { n: number(otherwise) })}</p>}
    </>
  )
}
