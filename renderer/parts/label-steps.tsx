import type { LabelView } from '../../core/contract/station-view.ts'
import { useWords } from '../words/use-words.ts'
import { lifeSteps, lookOfSteps, type StepLook } from './label-life.ts'

const spoken = {
  done: 'label.step-done',
  now: 'label.step-now',
  later: 'label.step-later',
  unsure: 'label.state.uncertain',
  off: 'label.state.voided',
} as const
const signs: Readonly<Record<StepLook, string>> = { done: '✓', now: '', later: '', unsure: '?', off: '✕' }

/** Four steps that light up, each durable before the next begins. */
export const LabelSteps = ({ state }: { state: LabelView['state'] }) => {
  const { t } = useWords()
  const looks = lookOfSteps(state)
  return (
    <ol className="steps" aria-label={t('label.life')}>
      {lifeSteps.map((step) => (
        <li key={step} className={`step step-${looks[step]}`}>
          <span aria-hidden="true">{signs[looks[step]]}</span> {t(`label.step.${step}`)}
          <span className="for-ears">{t(spoken[looks[step]])}</span>
        </li>
      ))}
    </ol>
  )
}
