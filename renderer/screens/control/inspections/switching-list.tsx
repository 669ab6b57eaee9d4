import { useState } from 'react'
import type { SwitchingView } from '../../../../core/contract/inspections.ts'
import { useStation } from '../../../connection/station-context.ts'
import { ActionButton } from '../../../parts/action-button.tsx'
import { useWords } from '../../../words/use-words.ts'
import { OrderDialog } from './order-dialog.tsx'

type Approval = Parameters<
  ReturnType<typeof useStation>['client']['inspections']['approveSwitching']
>[0]['approves']

/** What a supervisor may say of a series where it stands. */
function approvalsFor({ inspection, steady, approved }: SwitchingView): Approval[] {
  if (inspection === 'discontinued') return ['resumption']
  if (inspection === 'reduced') return ['normal', 'production-irregular']
  if (inspection === 'tightened') return []
  return [steady ? 'production-irregular' : 'production-steady', approved ? 'no-longer-reduced' : 'reduced']
}

/** How severely the next lots are sampled, product by product and maker by maker, and what the rules did last. */
export const SwitchingList = ({ series }: { series: readonly SwitchingView[] }) => {
  const { client } = useStation()
  const { t, say } = useWords()
  const [asked, setAsked] = useState<{ of: SwitchingView; approves: Approval } | null>(null)
  if (series.length === 0) return null
  return (
    <section aria-label={t('inspections.switching')} data-testid="switching">
      <h2>{t('inspections.switching')}</h2>
      <ul className="plain-list">
        {series.map((one) => (
          <li key={`${one.gtin} ${one.manufacturer} ${one.rule}`} className="quarantined">
            <p>
              <strong>{t(`inspections.severity.${one.inspection}`)}</strong> · {one.gtin} · {one.manufacturer}
              {one.score !== null && ` · ${t('inspections.score', { n: one.score })}`}
            </p>
            <p className="quiet">{one.steps.map(say).join(' ')}</p>
            <div className="button-row">
              {approvalsFor(one).map((approves) => (
                <ActionButton
                  key={approves}
                  onPress={() => setAsked({ of: one, approves })}
                  testId={`approve-${approves}`}
                >
                  {t(`inspections.approve.${approves}`)}
                </ActionButton>
              ))}
            </div>
          </li>
        ))}
      </ul>
      {asked && (
        <OrderDialog
          title={t(`inspections.approve.${asked.approves}`)}
          hint={t('inspections.approve-hint')}
          confirm={t(`inspections.approve.${asked.approves}`)}
          onSubmit={(reason, badge, passcode) => {
            const { gtin, manufacturer, rule } = asked.of
            const { approves } = asked
            return client.inspections.approveSwitching({
              ...{ gtin, manufacturer, rule, approves },
              ...{ reason, badge, passcode },
            })
          }}
          onClose={() => setAsked(null)}
        />
      )}
    </section>
  )
}
