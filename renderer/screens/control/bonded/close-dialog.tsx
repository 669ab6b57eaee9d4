import { useState } from 'react'
import { Input } from 'react-aria-components'
import type { BondedItemAnswer } from '../../../../core/contract/bonded.ts'
import type { FailureData } from '../../../../core/contract/failure.ts'
import { Refusal } from '../../../connection/problem.ts'
import { useStation } from '../../../connection/station-context.ts'
import { useWords } from '../../../words/use-words.ts'
import { SupervisorDialog } from '../../supervisor-dialog.tsx'

const states = ['sellable', 'held', 'damaged'] as const
type Counts = Readonly<Record<(typeof states)[number], string>>
type Lot = Pick<BondedItemAnswer['lots'][number], 'customsEntry' | 'entryItem' | 'gtin' | 'lot'>
type Subject =
  | { readonly kind: 'item'; readonly customsEntry: string; readonly entryItem: string }
  | { readonly kind: 'book'; readonly book: string }

interface Props {
  readonly of: Subject
  readonly lots: readonly Lot[]
  /** Told the sentence of what was closed. */
  readonly onClosed?: (sentence: FailureData) => void
  readonly onClose: () => void
}

const none: Counts = { sellable: '', held: '', damaged: '' }
const isCount = (text: string): boolean => /^\d{1,7}$/.test(text)
const nameOf = ({ customsEntry, entryItem, gtin, lot }: Lot): string =>
  [customsEntry, entryItem, gtin, lot].join('/')

/**
 * 核销: an item for good, or the period of a book. Whoever counts writes what is there, lot by lot; the account's numbers are not
 * shown beside it. What does not add up is answered by every reason, and nothing is stated.
 */
export const CloseDialog = ({ of, lots, onClosed, onClose }: Props) => {
  const { client } = useStation()
  const { t, say } = useWords()
  const [counted, setCounted] = useState<Readonly<Record<string, Counts>>>({})
  const [why, setWhy] = useState<readonly FailureData[]>([])
  const countsOf = (lot: Lot): Counts => counted[nameOf(lot)] ?? none
  const count = (lot: Lot, state: (typeof states)[number], text: string) =>
    setCounted({ ...counted, [nameOf(lot)]: { ...countsOf(lot), [state]: text } })
  const close = async (badge: string, passcode: string) => {
    const stated = await client.bonded.close({
      ...{ of, badge, passcode },
      counted: lots.map((lot) => {
        const { customsEntry, entryItem, gtin } = lot
        const { sellable, held, damaged } = countsOf(lot)
        const counts = { sellable: Number(sellable), held: Number(held), damaged: Number(damaged) }
        return { customsEntry, entryItem, gtin, lot: lot.lot, ...counts }
      }),
    })
    setWhy(stated.why)
    if (!stated.ok) throw new Refusal(stated.sentence)
    onClosed?.(stated.sentence)
  }
  const isItem = of.kind === 'item'
  return (
    <SupervisorDialog
      title={
        isItem
          ? t('bonded.close-item-title', { entry: of.customsEntry, item: of.entryItem })
          : t('bonded.close-book-title', { book: of.book })
      }
      hint={t(isItem ? 'bonded.close-item-hint' : 'bonded.close-book-hint')}
      confirm={t(isItem ? 'bonded.close-item' : 'bonded.close-book')}
      isWide
      isSaidFirst
      isReady={lots.every((lot) => states.every((state) => isCount(countsOf(lot)[state])))}
      onSubmit={close}
      onClose={onClose}
    >
      {why.length > 0 && (
        <div role="alert" data-testid="close-why">
          <ul className="inbound-whys">
            {why.map((reason) => (
              <li key={say(reason)} className="inbound-why">
                {say(reason)}
              </li>
            ))}
          </ul>
        </div>
      )}
      <table className="bonded-lots bonded-counts">
        <thead>
          <tr>
            <th>{t('bonded.counted-lot')}</th>
            {states.map((state) => (
              <th key={state}>{t(`bonded.counted-${state}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lots.map((lot, row) => (
            <tr key={nameOf(lot)}>
              <th scope="row">
                {lot.lot} <span className="quiet">{lot.gtin}</span>
                {!isItem && <span className="quiet"> {`${lot.customsEntry} / ${lot.entryItem}`}</span>}
              </th>
              {states.map((state) => (
                <td key={state}>
                  <Input
                    aria-label={t('bonded.counted-of', { lot: lot.lot, state: t(`bonded.counted-${state}`) })}
                    value={countsOf(lot)[state]}
                    onChange={(event) => count(lot, state, event.target.value)}
                    aria-invalid={countsOf(lot)[state] !== '' && !isCount(countsOf(lot)[state])}
                    inputMode="numeric"
                    autoComplete="off"
                    maxLength={7}
                    autoFocus={row === 0 && state === 'sellable'}
                    data-testid={`counted-${state}-${row}`}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </SupervisorDialog>
  )
}
