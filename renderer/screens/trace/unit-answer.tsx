import type { LookupAnswer } from '../../../core/contract/lookup.ts'
import { dateAndClockOf } from '../../format/clock.ts'
import { GoodsList } from '../../parts/goods-list.tsx'
import { useWords } from '../../words/use-words.ts'

/** One unit or case: its standing, its timeline, its facts. */
export const UnitAnswer = ({ answer }: { answer: LookupAnswer }) => {
  const { t, say, named } = useWords()
  const facts = [
    [t('trace.unit'), answer.unit],
    [t('trace.gtin'), answer.gtin],
    [t('trace.serial'), answer.serial],
    [t('trace.lot'), answer.lot],
    [t('trace.case'), answer.case],
    [t('trace.pallet'), answer.pallet],
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
        <div>
          <dl className="facts-list">
            {facts.map(([name, value]) => value && <Fact key={name} name={name} value={value} />)}
          </dl>
          {answer.contents.length > 0 && (
            <div data-testid="trace-inside">
              <h3>{t('trace.inside', { n: answer.contents.length })}</h3>
              <GoodsList goods={answer.goods} />
              <ul className="contents-list">
                {answer.contents.map((epc) => (
                  <li key={epc}>
                    <code>{epc.split('/').at(-1)}</code>
                  </li>
                ))}
              </ul>
            </div>
          )}
        </div>
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
