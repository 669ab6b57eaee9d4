import { useState } from 'react'
import { useStation } from '../../../connection/station-context.ts'
import { SelectField } from '../../../parts/choice-field.tsx'
import { useWords } from '../../../words/use-words.ts'
import { SubmitDialog } from '../../submit-dialog.tsx'
import { TextLine } from './text-line.tsx'

const orNull = (text: string) => (text.trim() === '' ? null : text.trim())

/** An order of customs is put on record: from then on its goods go nowhere. */
export const TakeOrderDialog = ({ asns, onClose }: { asns: readonly string[]; onClose: () => void }) => {
  const { client } = useStation()
  const { t } = useWords()
  const [order, setOrder] = useState('')
  const [asn, setAsn] = useState(asns[0] ?? '')
  const [line, setLine] = useState('')
  const [quantity, setQuantity] = useState('')
  const [deadline, setDeadline] = useState('')
  const isDay = deadline === '' || /^\d{4}-\d{2}-\d{2}$/.test(deadline)
  const isCount = quantity === '' || /^[1-9]\d{0,6}$/.test(quantity)
  return (
    <SubmitDialog
      title={t('bonded.take-order')}
      confirm={t('bonded.take-order')}
      isReady={order.trim() !== '' && asn !== '' && isDay && isCount}
      onSubmit={() =>
        client.bonded.takeOrder({
          order: order.trim(),
          scope: {
            asn,
            line: orNull(line),
            lot: null,
            container: null,
            quantity: quantity === '' ? null : Number(quantity),
          },
          deadline: orNull(deadline),
          document: null,
          reason: null,
        })
      }
      onClose={onClose}
    >
      <div className="field-grid">
        <TextLine label={t('bonded.order-number')} value={order} onChange={setOrder} testId="order" isFirst />
        <SelectField
          label={t('bonded.asn')}
          value={asn}
          options={asns.map((value) => ({ value, word: value }))}
          onChoose={setAsn}
          testId="order-asn"
        />
        <TextLine label={t('bonded.order-line')} value={line} onChange={setLine} testId="order-line" />
        <TextLine
          label={t('bonded.order-quantity')}
          value={quantity}
          onChange={setQuantity}
          testId="order-quantity"
          isNumber
        />
        <TextLine label={t('bonded.deadline')} value={deadline} onChange={setDeadline} testId="deadline" />
      </div>
    </SubmitDialog>
  )
}
