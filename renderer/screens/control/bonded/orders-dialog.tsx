import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useStation } from '../../../connection/station-context.ts'
import { ActionButton } from '../../../parts/action-button.tsx'
import { StationDialog } from '../../../parts/station-dialog.tsx'
import { useWords } from '../../../words/use-words.ts'
import { EndOrderDialog } from './end-order-dialog.tsx'
import { TakeOrderDialog } from './take-order-dialog.tsx'

/** Orders of customs: what each holds, until when, and its end. */
export const OrdersDialog = ({ asns, onClose }: { asns: readonly string[]; onClose: () => void }) => {
  const { client, view } = useStation()
  const { t, number } = useWords()
  const [doing, setDoing] = useState<{ kind: 'take' } | { kind: 'end'; order: string } | null>(null)
  const { data } = useQuery({
    queryKey: ['customs-orders', view.revision],
    queryFn: () => client.bonded.orders(),
  })
  const back = () => setDoing(null)
  if (doing?.kind === 'take') return <TakeOrderDialog asns={asns} onClose={back} />
  if (doing?.kind === 'end') return <EndOrderDialog order={doing.order} onClose={back} />
  return (
    <StationDialog title={t('bonded.orders')} onClose={onClose} isWide>
      {data?.orders.length === 0 && <p className="quiet">{t('bonded.no-orders')}</p>}
      <ul className="bonded-orders">
        {data?.orders.map(({ order, scope, state, deadline, held }) => (
          <li key={order} data-testid={`order-${order}`}>
            <strong>{order}</strong>
            <span className={`badge badge-order-${state}`}>{t(`bonded.order.${state}`)}</span>
            <span className="quiet">
              {t('bonded.order-facts', {
                subject: [scope.asn ?? scope.container, scope.line, scope.lot].filter(Boolean).join(' / '),
                deadline: deadline ?? '–',
                held: number(held),
              })}
            </span>
            {(state === 'open' || state === 'inspecting') && (
              <ActionButton onPress={() => setDoing({ kind: 'end', order })} testId={`end-${order}`}>
                {t('bonded.end-order')}
              </ActionButton>
            )}
          </li>
        ))}
      </ul>
      <div className="dialog-actions">
        <ActionButton look="primary" onPress={() => setDoing({ kind: 'take' })} testId="take-order">
          {t('bonded.take-order')}
        </ActionButton>
        <ActionButton hint="Esc" onPress={onClose}>
          {t('close')}
        </ActionButton>
      </div>
    </StationDialog>
  )
}
