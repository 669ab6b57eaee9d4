import type { RulesView } from '../../../../core/contract/rules.ts'
import { useWords } from '../../../words/use-words.ts'
import { when } from './when.ts'

/** Two places to fill: who has approved the set, and when, or that somebody is waited for. */
export const ApprovalPlaces = ({ of }: { of: RulesView }) => {
  const { t } = useWords()
  const { approvals, revoked, shipped, validFrom, standing } = of
  if (shipped) return <p className="rules-shipped">{t('rules.shipped-hint')}</p>
  return (
    <>
      <ol className="rules-places" aria-label={t('rules.approvals')}>
        {([0, 1] as const).map((place) => {
          const made = approvals[place]
          const gone = made ? undefined : revoked[place - approvals.length]
          return (
            <li
              key={place}
              className={made || gone ? 'rules-place is-filled' : 'rules-place'}
              data-testid={`place-${place + 1}`}
            >
              <span className="quiet">{t(place === 0 ? 'rules.first' : 'rules.second')}</span>
              <strong>{made ? `✓ ${made.by}` : (gone ?? t('rules.place-open'))}</strong>
              <span className="quiet">
                {gone !== undefined
                  ? t('rules.place-revoked')
                  : made
                    ? `${t(`role.${made.role}`)} · ${when(made.t)}`
                    : t(place === 0 ? 'rules.place-hint-first' : 'rules.place-hint')}
              </span>
            </li>
          )
        })}
      </ol>
      {revoked.length > 0 && (
        <p className="tone-warn" data-testid="rules-revoked">
          {t('rules.revoked', { by: revoked.join(', ') })}
        </p>
      )}
      {validFrom && standing !== 'withdrawn' && <p>{t('rules.counts-from', { day: validFrom })}</p>}
    </>
  )
}
