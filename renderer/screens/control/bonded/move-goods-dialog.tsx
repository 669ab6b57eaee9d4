import { useState } from 'react'
import type { BondedItemAnswer } from '../../../../core/contract/bonded.ts'
import { useStation } from '../../../connection/station-context.ts'
import { RadioField, SelectField } from '../../../parts/choice-field.tsx'
import { useWords } from '../../../words/use-words.ts'
import { SubmitDialog } from '../../submit-dialog.tsx'
import { SupervisorDialog } from '../../supervisor-dialog.tsx'
import { TextLine } from './text-line.tsx'

export type Move = 'ship' | 'takeBack' | 'sendBack' | 'destroy'

interface Props {
  readonly of: BondedItemAnswer
  readonly move: Move
  readonly onClose: () => void
}

/** Goods that leave, come back, or are destroyed: of which lot, how many or which units, by which paper, before whom. */
export const MoveGoodsDialog = ({ of, move, onClose }: Props) => {
  const { client } = useStation()
  const { t } = useWords()
  const [place, setPlace] = useState(0)
  const [quantity, setQuantity] = useState('')
  const [labels, setLabels] = useState('')
  const [document, setDocument] = useState('')
  const [reason, setReason] = useState('')
  const [witness, setWitness] = useState('')
  const [state, setState] = useState<'sellable' | 'damaged'>(move === 'destroy' ? 'damaged' : 'sellable')
  const lot = of.lots[place]
  if (!lot) return null
  const units = labels.split(/[\s,;]+/).filter((text) => text !== '')
  const isCounted = /^[1-9]\d{0,6}$/.test(quantity)
  const isReady =
    units.length > 0 !== isCounted &&
    document.trim() !== '' &&
    (move === 'ship' || reason.trim() !== '') &&
    (move !== 'destroy' || witness.trim() !== '')
  const { customsEntry, entryItem, gtin } = lot
  const asked = {
    ...{ customsEntry, entryItem, gtin, lot: lot.lot },
    goods: units.length > 0 ? { units } : { quantity: Number(quantity) },
    document: document.trim(),
  }
  const told = { ...asked, state, reason: reason.trim() }
  const fields = (
    <>
      {of.lots.length > 1 && (
        <SelectField
          label={t('bonded.lot')}
          value={place}
          options={of.lots.map((one, value) => ({ value, word: `${one.gtin} · ${one.lot}` }))}
          onChoose={setPlace}
          testId="lot"
        />
      )}
      <div className="field-grid">
        <TextLine
          label={t('bonded.quantity')}
          value={quantity}
          onChange={setQuantity}
          testId="quantity"
          isFirst
          isNumber
        />
        <TextLine label={t('bonded.units')} value={labels} onChange={setLabels} testId="units" />
        <TextLine
          label={t(`bonded.document.${move}`)}
          value={document}
          onChange={setDocument}
          testId="document"
        />
        {move !== 'ship' && (
          <TextLine label={t('bonded.reason')} value={reason} onChange={setReason} testId="reason" />
        )}
        {move === 'destroy' && (
          <TextLine label={t('bonded.witness')} value={witness} onChange={setWitness} testId="witness" />
        )}
      </div>
      {move !== 'ship' && (
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
    </>
  )
  const title = t(`bonded.${move}`)
  if (move === 'ship' || move === 'takeBack')
    return (
      <SubmitDialog
        title={title}
        confirm={title}
        isReady={isReady}
        onSubmit={() => (move === 'ship' ? client.bonded.ship(asked) : client.bonded.takeBack(told))}
        onClose={onClose}
      >
        {fields}
      </SubmitDialog>
    )
  return (
    <SupervisorDialog
      title={title}
      hint={t(`bonded.${move}-hint`)}
      confirm={title}
      isWide
      isSaidFirst
      isReady={isReady}
      onSubmit={(badge, passcode) =>
        move === 'destroy'
          ? client.bonded.destroy({ ...told, witness: witness.trim(), badge, passcode })
          : client.bonded.sendBack({ ...told, badge, passcode })
      }
      onClose={onClose}
    >
      {fields}
    </SupervisorDialog>
  )
}
