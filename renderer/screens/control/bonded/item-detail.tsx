import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { BondedItemView } from '../../../../core/contract/bonded.ts'
import { useStation } from '../../../connection/station-context.ts'
import { dateAndClockOf } from '../../../format/clock.ts'
import { ActionButton } from '../../../parts/action-button.tsx'
import { useWords } from '../../../words/use-words.ts'
import { AdjustDialog } from './adjust-dialog.tsx'
import { CloseDialog } from './close-dialog.tsx'
import { type Move, MoveGoodsDialog } from './move-goods-dialog.tsx'

const moves: readonly Move[] = ['ship', 'takeBack', 'sendBack', 'destroy']

/** One entry item: the numbers of each lot, every movement with its paper, and what can be done with its goods. */
export const ItemDetail = ({ of }: { of: BondedItemView }) => {
  const { client, view } = useStation()
  const { t, number } = useWords()
  const [move, setMove] = useState<Move | 'adjust' | 'close' | null>(null)
  const { customsEntry, entryItem } = of
  const { data } = useQuery({
    queryKey: ['bonded-item', customsEntry, entryItem, view.revision],
    queryFn: () => client.bonded.item({ customsEntry, entryItem }),
    placeholderData: keepPreviousData,
  })
  if (!data) return null
  const { item } = data
  return (
    <div className="bonded-detail">
      <header className="card-head">
        <h2>{t('bonded.item-title', { entry: customsEntry, item: entryItem })}</h2>
        <span className={`badge badge-bonded-${item.state}`} data-testid="bonded-state">
          {t(`bonded.state.${item.state}`)}
        </span>
      </header>
      <p className="quiet">
        {t('bonded.item-papers', {
          book: item.book ?? '–',
          mode: item.mode,
          hs: item.hsCode,
          origin: item.origin,
          asns: item.asns.join(', '),
        })}
      </p>
      {item.holds.map(({ order, deadline }) => (
        <p key={order} className="inbound-why">
          {t('bonded.held-by', { order, deadline: deadline ?? '–' })}
        </p>
      ))}
      <div className="bonded-actions">
        {moves.map((name) => (
          <ActionButton key={name} onPress={() => setMove(name)} testId={`bonded-${name}`}>
            {t(`bonded.${name}`)}
          </ActionButton>
        ))}
        <ActionButton onPress={() => setMove('adjust')} testId="bonded-adjust">
          {t('bonded.adjust')}
        </ActionButton>
        {item.state !== 'closed' && (
          <ActionButton onPress={() => setMove('close')} testId="bonded-close">
            {t('bonded.close-item')}
          </ActionButton>
        )}
      </div>
      <table className="bonded-lots">
        <thead>
          <tr>
            <th>{t('bonded.lot')}</th>
            {(['announced', 'came', 'out', 'sellable', 'held', 'damaged'] as const).map((name) => (
              <th key={name} className="number">
                {t(`bonded.part.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.lots.map(({ gtin, lot, announced, account }) => {
            const sum = (counts: Readonly<Record<string, number>>) =>
              Object.values(counts).reduce((a, b) => a + b, 0)
            const { sellable = 0, held = 0, damaged = 0 } = account.left
            return (
              <tr key={`${gtin}/${lot}`}>
                <td>{lot}</td>
                {[announced, sum(account.in), sum(account.out), sellable, held, damaged].map(
                  (count, place) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: the columns never move
                    <td key={place} className="number">
                      {number(count)}
                    </td>
                  ),
                )}
              </tr>
            )
          })}
        </tbody>
      </table>
      <h3>{t('bonded.moves')}</h3>
      {data.moves.length === 0 && <p className="quiet">{t('bonded.no-moves')}</p>}
      <ol className="bonded-moves">
        {[...data.moves]
          .reverse()
          .map(({ statement, kind, quantity, lot, t: at, document, witness, reason, order }) => (
            <li key={`${statement}/${kind}/${lot}`} data-testid={`move-${kind}`}>
              <strong>{t('bonded.move', { kind: t(`bonded.kind.${kind}`), n: number(quantity) })}</strong>
              <span className="quiet">{dateAndClockOf(at)}</span>
              <span className="quiet">
                {[lot, document, witness && t('bonded.before', { witness }), order, reason]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </li>
          ))}
      </ol>
      {move === 'adjust' && <AdjustDialog of={data} onClose={() => setMove(null)} />}
      {move === 'close' && (
        <CloseDialog
          of={{ kind: 'item', customsEntry, entryItem }}
          lots={data.lots}
          onClose={() => setMove(null)}
        />
      )}
      {move && move !== 'adjust' && move !== 'close' && (
        <MoveGoodsDialog of={data} move={move} onClose={() => setMove(null)} />
      )}
    </div>
  )
}
