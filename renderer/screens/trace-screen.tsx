import { type FormEvent, useState } from 'react'
import { Input, Label, TextField } from 'react-aria-components'
import type { LookupAnswer } from '../../core/contract/lookup.ts'
import { useStation } from '../connection/station-context.ts'
import { useAct } from '../connection/use-act.ts'
import { dateAndClockOf } from '../format/clock.ts'
import { useWedge } from '../input/use-keys.ts'
import { ActionButton } from '../parts/action-button.tsx'
import { useWords } from '../words/use-words.ts'

/** What is recorded of one unit or case. It speaks of the record, never of the goods. */
export const TraceScreen = () => {
  const { client } = useStation()
  const { t } = useWords()
  const act = useAct()
  const [text, setText] = useState('')
  const [answer, setAnswer] = useState<LookupAnswer | null>(null)
  const lookUp = async (asked: string) => {
    if (asked.trim() === '') return
    setAnswer(await act.call(() => client.lookup({ text: asked.trim() })))
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void lookUp(text)
  }
  useWedge({
    scan: (bytes) => {
      const scanned = String.fromCharCode(...bytes).replace(/\r$/, '')
      setText(scanned)
      void lookUp(scanned)
    },
    broken: () => act.tell({ kind: 'word', word: 'page.wedge-broken' }),
  })
  return (
    <main className="page">
      <section className="card">
        <h1>{t('trace.title')}</h1>
        <form className="trace-form" onSubmit={submit}>
          <TextField value={text} onChange={setText} autoFocus maxLength={2048} className="field">
            <Label>{t('trace.text')}</Label>
            <Input
              data-testid="trace-text"
              spellCheck={false}
              onFocus={(event) => event.currentTarget.select()}
            />
            <span className="quiet">{t('trace.hint')}</span>
          </TextField>
          <ActionButton type="submit" look="primary" hint="Enter" testId="trace-go">
            {t('trace.go')}
          </ActionButton>
        </form>
        <p className="quiet">{t('trace.says')}</p>
      </section>
      {answer && <Answer answer={answer} />}
    </main>
  )
}

const Answer = ({ answer }: { answer: LookupAnswer }) => {
  const { t, say, named } = useWords()
  const facts = [
    [t('trace.unit'), answer.unit],
    [t('trace.gtin'), answer.gtin],
    [t('trace.serial'), answer.serial],
    [t('trace.lot'), answer.lot],
    [t('trace.case'), answer.case],
    [t('trace.seal'), answer.seal && say(answer.seal)],
  ] as const
  return (
    <section className="card trace-answer" aria-live="polite" data-testid="trace-answer">
      <h2 className={`standing standing-${answer.standing}`} data-testid="standing">
        {t(`standing.${answer.standing}`)}
      </h2>
      <div className="trace-columns">
        <div>
          <h3>{t('trace.timeline')}</h3>
          {answer.timeline.length === 0 && <p className="quiet">{t('trace.no-timeline')}</p>}
          <ol className="timeline">
            {answer.timeline.map((entry) => (
              <li key={entry.statement + entry.step} className={`timeline-${entry.receipt}`}>
                <time dateTime={entry.t}>{dateAndClockOf(entry.t)}</time>
                <div>
                  <strong>{named('step', entry.step)}</strong>{' '}
                  <span className="quiet">{t('trace.by', { operator: entry.operator })}</span>
                  <code title={entry.statement}>
                    {t('trace.statement', { id: entry.statement.slice(0, 16) })}…
                  </code>
                </div>
                <span className={entry.receipt === 'proven' ? 'tone-ok' : 'tone-warn'}>
                  <span aria-hidden="true">{entry.receipt === 'proven' ? '✓ ' : '◌ '}</span>
                  {t(`receipt.${entry.receipt}`)}
                </span>
              </li>
            ))}
          </ol>
        </div>
        <dl className="facts-list">
          {facts.map(([name, value]) => value && <Fact key={name} name={name} value={value} />)}
        </dl>
      </div>
    </section>
  )
}

const Fact = ({ name, value }: { name: string; value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
)
