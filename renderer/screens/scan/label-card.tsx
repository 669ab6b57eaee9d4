import type { LabelView } from '../../../core/contract/station-view.ts'
import { LabelPicture } from '../../parts/label-picture.tsx'
import { LabelSteps } from '../../parts/label-steps.tsx'
import { useWords } from '../../words/use-words.ts'

/** The label at work: its picture, and how far it has come. */
export const LabelCard = ({ label }: { label: LabelView | null }) => {
  const { t, named, say } = useWords()
  return (
    <section className="card label-card" data-testid="label" data-state={label?.state ?? 'none'}>
      <h2>{t(label ? 'label.title' : 'label.none')}</h2>
      {!label && <p className="quiet label-empty">{t('label.none-hint')}</p>}
      {label && (
        <>
          <LabelPicture key={label.job} label={label} />
          <LabelSteps state={label.state} />
          {label.waits && <p className="tone-warn label-note">{say(label.waits)}</p>}
          {label.state === 'printed' && label.overlay && (
            <p className="tone-warn label-note" data-testid="overlay-first">
              {t('label.overlay-first')}
            </p>
          )}
          {label.state === 'uncertain' && <p className="tone-warn label-note">{t('label.uncertain')}</p>}
          {label.state === 'voided' && (
            <p className="tone-stop label-note">
              {t('label.voided', { reason: named('reason', label.reason ?? '–') })}
            </p>
          )}
          {label.state === 'verified' && <p className="tone-ok label-note">{t('label.verified')}</p>}
        </>
      )}
    </section>
  )
}
