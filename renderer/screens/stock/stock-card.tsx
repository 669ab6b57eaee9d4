import { useState } from 'react'
import { useStation } from '../../connection/station-context.ts'
import { useKeys } from '../../input/use-keys.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { useWords } from '../../words/use-words.ts'
import { CountStockDialog } from './count-stock-dialog.tsx'
import { DestroyStockDialog } from './destroy-stock-dialog.tsx'
import { IssueStockDialog } from './issue-stock-dialog.tsx'
import { Counted } from './stock-table.tsx'
import { useStock } from './use-stock.ts'

type Asked = 'issue' | 'count' | 'destroy' | null

/** Labels and overlays are counted like money: what should be left of each, whether it was counted, and what is done about it. */
export const StockCard = () => {
  const { view } = useStation()
  const { t, number } = useWords()
  const stock = useStock()
  const [asked, setAsked] = useState<Asked>(null)
  const isOpen = view.person !== null && stock !== null
  const close = () => setAsked(null)
  useKeys({
    'Alt+KeyI': isOpen ? () => setAsked('issue') : undefined,
    'Alt+KeyN': isOpen && stock.isKept ? () => setAsked('count') : undefined,
    'Alt+KeyX': isOpen && stock.isKept ? () => setAsked('destroy') : undefined,
  })
  if (!stock) return null
  const inPrinters = stock.rolls.filter(({ printer }) => printer !== null)
  const nameOf = (id: string | null) => view.devices.find((device) => device.id === id)?.name ?? id ?? ''
  return (
    <section className="card" data-testid="stock" data-verdict={stock.verdict}>
      <h2>{t('stock.title')}</h2>
      {!stock.isKept && <p className="quiet">{t('stock.none')}</p>}
      {stock.isKept && (
        <ul className="stock-rows">
          {stock.stock
            .filter(({ isKept }) => isKept)
            .map((row) => (
              <li key={row.kind} className="stock-row">
                <strong>{t(`stock.kind.${row.kind}`)}</strong>
                <span>
                  {(row.expected ?? 0) < 0
                    ? t('stock.left-below', { n: number(-(row.expected ?? 0)) })
                    : t('stock.left', { n: number(row.expected ?? 0) })}
                </span>
                <Counted row={row} />
              </li>
            ))}
        </ul>
      )}
      {inPrinters.map(({ roll, printer, kind }) => (
        <p key={`${printer}/${kind}`} className="quiet">
          {t('stock.in-printer', { roll, printer: nameOf(printer) })}
        </p>
      ))}
      <div className="button-row">
        {stock.isKept && (
          <ActionButton
            hint="Alt+N"
            isDisabled={!isOpen}
            onPress={() => setAsked('count')}
            testId="count-stock"
          >
            {t('stock.count')}
          </ActionButton>
        )}
        <ActionButton
          hint="Alt+I"
          isDisabled={!isOpen}
          onPress={() => setAsked('issue')}
          testId="issue-stock"
        >
          {t('stock.issue')}
        </ActionButton>
        {stock.isKept && (
          <ActionButton
            hint="Alt+X"
            isDisabled={!isOpen}
            onPress={() => setAsked('destroy')}
            testId="destroy-stock"
          >
            {t('stock.destroy')}
          </ActionButton>
        )}
      </div>
      {asked === 'issue' && <IssueStockDialog rolls={stock.rolls} onClose={close} />}
      {asked === 'count' && <CountStockDialog stock={stock.stock} onClose={close} />}
      {asked === 'destroy' && <DestroyStockDialog stock={stock.stock} onClose={close} />}
    </section>
  )
}
