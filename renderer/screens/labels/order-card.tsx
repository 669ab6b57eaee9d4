import { useState } from 'react'
import { useStation } from '../../connection/station-context.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { useWords } from '../../words/use-words.ts'
import { SupervisorDialog } from '../supervisor-dialog.tsx'

/** In which order labels are scanned back, and the way for a supervisor to change it. */
export const OrderCard = () => {
  const { client, view } = useStation()
  const { t } = useWords()
  const [isAsking, setAsking] = useState(false)
  const other = view.labelOrder === 'strict' ? 'any' : 'strict'
  return (
    <section className="card stack" data-testid="label-order" data-order={view.labelOrder}>
      <h2>{t('order.title')}</h2>
      <p>{t(`order.${view.labelOrder}`)}</p>
      <ActionButton onPress={() => setAsking(true)} testId="change-order">
        {t(`order.choose-${other}`)}
      </ActionButton>
      {isAsking && (
        <SupervisorDialog
          title={t('order.title')}
          hint={t(`order.${other}`)}
          confirm={t(`order.go-${other}`)}
          onSubmit={(badge, passcode) => client.press({ key: 'label-order', order: other, badge, passcode })}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  )
}
