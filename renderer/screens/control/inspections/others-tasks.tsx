import type { OtherTaskView } from '../../../../core/contract/shared-inspections.ts'
import { dateAndClockOf } from '../../../format/clock.ts'
import { useWords } from '../../../words/use-words.ts'
import { aboutOf, toneOf } from './task-words.ts'

/** What the warehouse's other stations have inspected: their words, each with whose it is and as of when. */
export const OthersTasks = ({ of }: { of: readonly OtherTaskView[] }) => {
  const words = useWords()
  const { t } = words
  if (of.length === 0) return null
  return (
    <section aria-label={t('inspections.others')} data-testid="others-tasks">
      <h2>{t('inspections.others')}</h2>
      <p className="quiet">{t('inspections.others-hint')}</p>
      <ul className="plain-list">
        {of.map((one) => (
          <li key={`${one.station} ${one.task}`} className="label-row asn-row">
            <strong className="asn-name">{t(`inspections.kind.${one.kind}`)}</strong>
            <span className={`badge badge-tone-${toneOf(one)}`}>
              {one.outcome && one.state === 'concluded'
                ? t(`inspections.outcome.${one.outcome}`)
                : t(`inspections.state.${one.state}`)}
            </span>
            <span className="quiet asn-facts">
              {one.asn} · {aboutOf(words, one)} · {one.agency ?? t('inspections.others-no-agency')} ·{' '}
              {t(one.sampled ? 'inspections.others-sampled' : 'inspections.others-not-sampled')}
            </span>
            <span className={one.overdue ? 'asn-why tone-stop' : 'asn-why quiet'}>
              {t(one.overdue ? 'inspections.overdue-since' : 'inspections.until', {
                t: dateAndClockOf(one.deadline),
              })}
            </span>
            <span className={one.word === 'fresh' ? 'quiet asn-facts' : 'tone-warn asn-facts'}>
              {one.station} · {ageOf(one, words)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function ageOf({ word, at }: OtherTaskView, { t }: ReturnType<typeof useWords>): string {
  if (word === 'aside') return t('others.aside')
  return at === null ? t('others.never') : t('others.as-of', { time: dateAndClockOf(at) })
}
