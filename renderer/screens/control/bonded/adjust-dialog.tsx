import { useState } from 'react'
import type { BondedAdjusted } from '../../../../core/bonded/bonded-records.ts'
import type { BondedItemAnswer } from '../../../../core/contract/bonded.ts'
import { useStation } from '../../../connection/station-context.ts'
import { dateAndClockOf } from '../../../format/clock.ts'
import { RadioField, SelectField } from '../../../parts/choice-field.tsx'
import { useWords } from '../../../words/use-words.ts'
import { SupervisorDialog } from '../../supervisor-dialog.tsx'
import { TextLine } from './text-line.tsx'

type Kind = BondedAdjusted['move']

const kinds: readonly Kind[] = [
  'adjusted-in',
  'adjusted-out',
  'transferred-in',
  'transferred-out',
  'found-damaged',
  'over-settled',
  'not-admitted',
]
const transfers: readonly Kind[] = ['transferred-in', 'transferred-out']
const ofState: readonly Kind[] = ['adjusted-in', 'adjusted-out', ...transfers]

/** A movement by a document of customs, or the answer to one that was wrong: a supervisor signs it. */
export const AdjustDialog = ({ of, onClose }: { of: BondedItemAnswer; onClose: () => void }) => {
  const { client } = useStation()
  const { t, number } = useWords()
  const [place, setPlace] = useState(0)
  const [move, setMove] = useState<Kind>('adjusted-in')
  const [quantity, setQuantity] = useState('')
  const [document, setDocument] = useState('')
  const [reason, setReason] = useState('')
  const [state, setState] = useState<'sellable' | 'damaged'>('sellable')
  const [book, setBook] = useState('')
  const [corrects, setCorrects] = useState('')
  const lot = of.lots[place]
  if (!lot) return null
  const { customsEntry, entryItem, gtin } = lot
  const isTransfer = transfers.includes(move)
  const hasState = ofState.includes(move)
  const isReady =
    /^[1-9]\d{0,5}$/.test(quantity) &&
    document.trim() !== '' &&
    reason.trim() !== '' &&
    (!isTransfer || book.trim() !== '')
  const before = of.moves.filter((one) => one.lot === lot.lot && one.gtin === gtin)
  return (
    <SupervisorDialog
      title={t('bonded.adjust')}
      hint={t('bonded.adjust-hint')}
      confirm={t('bonded.adjust')}
      isWide
      isSaidFirst
      isReady={isReady}
      onSubmit={(badge, passcode) =>
        client.bonded.adjust({
          ...{ customsEntry, entryItem, gtin, lot: lot.lot, move, badge, passcode },
          quantity: Number(quantity),
          state: hasState ? state : null,
          document: document.trim(),
          reason: reason.trim(),
          corrects: corrects || null,
          book: isTransfer ? book.trim() : null,
        })
      }
      onClose={onClose}
    >
      <div className="field-grid">
        <SelectField
          label={t('bonded.adjust-kind')}
          value={move}
          options={kinds.map((value) => ({ value, word: t(`bonded.kind.${value}`) }))}
          onChoose={setMove}
          testId="adjust-kind"
        />
        {of.lots.length > 1 && (
          <SelectField
            label={t('bonded.lot')}
            value={place}
            options={of.lots.map((one, value) => ({ value, word: `${one.gtin} · ${one.lot}` }))}
            onChoose={setPlace}
            testId="lot"
          />
        )}
        <TextLine
          label={t('bonded.adjust-quantity')}
          value={quantity}
          onChange={setQuantity}
          testId="quantity"
          isFirst
          isNumber
        />
        {isTransfer && (
          <TextLine label={t('bonded.adjust-book')} value={book} onChange={setBook} testId="other-book" />
        )}
        <TextLine
          label={t('bonded.customs-document')}
          value={document}
          onChange={setDocument}
          testId="document"
        />
        <TextLine label={t('bonded.reason')} value={reason} onChange={setReason} testId="reason" />
        {before.length > 0 && (
          <SelectField
            label={t('bonded.corrects')}
            value={corrects}
            options={[
              { value: '', word: t('bonded.corrects-nothing') },
              ...before.map(({ statement, kind, quantity: n, t: at }) => ({
                value: statement,
                word: `${t('bonded.move', { kind: t(`bonded.kind.${kind}`), n: number(n) })} · ${dateAndClockOf(at)}`,
              })),
            ]}
            onChoose={setCorrects}
            testId="corrects"
          />
        )}
      </div>
      {hasState && (
        <RadioField
          label={t('bonded.condition')}
          value={state}
          options={(['sellable', 'damaged'] as const).map((value) => ({
            value,
            word: t(`bonded.part.${value}`),
          }))}
          onChoose={setState}
          testId="condition"
        />
      )}
    </SupervisorDialog>
  )
}
