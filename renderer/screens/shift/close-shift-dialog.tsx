import { useState } from 'react'
import { useStation } from '../../connection/station-context.ts'
import { useAct } from '../../connection/use-act.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { StationDialog } from '../../parts/station-dialog.tsx'
import { useWords } from '../../words/use-words.ts'
import { CountStockDialog } from '../stock/count-stock-dialog.tsx'
import { StockTable } from '../stock/stock-table.tsx'
import { useStock } from '../stock/use-stock.ts'

/** The shift's end shows its security stock first: counted, or closed without a count by somebody's own choice. */
export const CloseShiftDialog = ({ onClose }: { onClose: () => void }) => {
  const { view } = useStation()
  const { t } = useWords()
  const act = useAct()
  const stock = useStock()
  const [isCounting, setCounting] = useState(false)
  if (!stock) return null
  if (isCounting) return <CountStockDialog stock={stock.stock} onClose={() => setCounting(false)} />
  const isOpen = stock.isKept && stock.verdict === 'not-counted'
  const close = (uncounted: boolean) => {
    onClose()
    void act.press({ key: 'close-shift', ...(uncounted && { uncounted }) })
  }
  return (
    <StationDialog
      title={t('shift.close-title', { shift: view.shift ?? 0 })}
      onClose={onClose}
      isWide={stock.isKept}
    >
      <p>{t('shift.close-hint')}</p>
      {stock.isKept && <StockTable stock={stock.stock.filter(({ isKept }) => isKept)} />}
      {isOpen && <p className="tone-warn">{t('stock.close-open')}</p>}
      <div className="dialog-actions">
        {isOpen ? (
          <>
            <ActionButton look="primary" autoFocus onPress={() => setCounting(true)} testId="count-now">
              {t('stock.count')}
            </ActionButton>
            <ActionButton look="danger" onPress={() => close(true)} testId="close-uncounted">
              {t('stock.close-uncounted')}
            </ActionButton>
          </>
        ) : (
          <ActionButton look="primary" autoFocus onPress={() => close(false)} testId="confirm">
            {t('shift.close')}
          </ActionButton>
        )}
        <ActionButton hint="Esc" onPress={onClose}>
          {t('cancel')}
        </ActionButton>
      </div>
    </StationDialog>
  )
}
