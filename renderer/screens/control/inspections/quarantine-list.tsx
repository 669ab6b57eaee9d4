import { useState } from 'react'
import type { InspectionsAnswer, QuarantineView } from '../../../../core/contract/inspections.ts'
import { useStation } from '../../../connection/station-context.ts'
import { dateAndClockOf } from '../../../format/clock.ts'
import { ActionButton } from '../../../parts/action-button.tsx'
import { useWords } from '../../../words/use-words.ts'
import { OrderDialog } from './order-dialog.tsx'

/** Results that do not fit, each whole, with its reason and what to do; what was settled stands below, said to be so. */
export const QuarantineList = ({ of }: { of: Pick<InspectionsAnswer, 'quarantine' | 'waiting'> }) => {
  const { client } = useStation()
  const { t, number } = useWords()
  const [rejecting, setRejecting] = useState<QuarantineView | null>(null)
  if (of.quarantine.length === 0) return null
  return (
    <section aria-label={t('inspections.quarantine')} data-testid="quarantine">
      <h2>{t('inspections.quarantine')}</h2>
      <p className={of.waiting.results > 0 ? 'tone-warn' : 'quiet'}>
        {t('inspections.quarantine-size', {
          n: number(of.waiting.results),
          max: number(of.waiting.resultsMax),
        })}
      </p>
      <ol className="plain-list quarantine-list">
        {of.quarantine.map((one) => (
          <Quarantined key={one.n} of={one} onReject={() => setRejecting(one)} />
        ))}
      </ol>
      {rejecting && (
        <OrderDialog
          title={t('inspections.reject')}
          hint={t('inspections.reject-hint')}
          confirm={t('inspections.reject')}
          onSubmit={(reason, badge, passcode) =>
            client.inspections.reject({ n: rejecting.n, reason, badge, passcode })
          }
          onClose={() => setRejecting(null)}
        />
      )}
    </section>
  )
}

const Quarantined = ({ of, onReject }: { of: QuarantineView; onReject: () => void }) => {
  const { t, say } = useWords()
  const { n, cameAt, agency, why, ended } = of
  return (
    <li className="quarantined">
      <p className="quiet">
        {n} · {dateAndClockOf(cameAt)} · {agency ?? t('inspections.agency-unread')}
      </p>
      <p className={ended ? 'quiet' : 'tone-stop'}>{say(why)}</p>
      {ended ? (
        <p className="quiet">
          {t(`inspections.ended.${ended.how}`, { t: dateAndClockOf(ended.at), reason: ended.reason })}
        </p>
      ) : (
        <ActionButton look="danger" onPress={onReject} testId={`reject-${n}`}>
          {t('inspections.reject')}
        </ActionButton>
      )}
    </li>
  )
}
