import { type FormEvent, useState } from 'react'
import { Input, Label, TextField } from 'react-aria-components'
import { useAct } from '../../connection/use-act.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { RadioField, SelectField } from '../../parts/choice-field.tsx'
import { StationDialog } from '../../parts/station-dialog.tsx'
import { useWords } from '../../words/use-words.ts'
import { NumberField } from './number-field.tsx'
import type { StockKind, StockRow } from './use-stock.ts'

const reasons = ['fed-blank', 'torn-in-printer', 'overlay-spoiled', 'rest-of-roll'] as const

/** Pieces that are destroyed before a witness: how many, why, and who saw it. */
export const DestroyStockDialog = ({
  stock,
  onClose,
}: {
  stock: readonly StockRow[]
  onClose: () => void
}) => {
  const { t } = useWords()
  const act = useAct()
  const kept = stock.filter(({ isKept }) => isKept)
  const [kind, setKind] = useState<StockKind>(kept[0]?.kind ?? 'unit-label')
  const [count, setCount] = useState('')
  const [reason, setReason] = useState<(typeof reasons)[number]>('fed-blank')
  const [witness, setWitness] = useState('')
  const isWhole = Number(count) > 0 && witness.trim() !== ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isWhole) return
    onClose()
    void act.press({ key: 'destroy-stock', kind, count: Number(count), reason, witness: witness.trim() })
  }
  return (
    <StationDialog title={t('stock.destroy-title')} onClose={onClose} isWide>
      <p>{t('stock.destroy-hint')}</p>
      <form onSubmit={submit} className="stack" autoComplete="off">
        <RadioField
          label={t('stock.kind')}
          value={kind}
          options={kept.map((row) => ({ value: row.kind, word: t(`stock.kind.${row.kind}`) }))}
          onChoose={setKind}
          testId="kind"
        />
        <div className="field-grid">
          <NumberField
            label={t('stock.destroy-field')}
            value={count}
            onChange={setCount}
            isFirst
            testId="count"
          />
          <SelectField
            label={t('stock.reason')}
            value={reason}
            options={reasons.map((value) => ({ value, word: t(`reason.${value}`) }))}
            onChoose={setReason}
            testId="reason"
          />
          <TextField value={witness} onChange={setWitness} maxLength={64} className="field">
            <Label>{t('stock.witness')}</Label>
            <Input data-testid="witness" />
          </TextField>
        </div>
        <div className="dialog-actions">
          <ActionButton type="submit" look="danger" isDisabled={!isWhole} testId="confirm">
            {t('stock.confirm-destroy')}
          </ActionButton>
          <ActionButton hint="Esc" onPress={onClose}>
            {t('cancel')}
          </ActionButton>
        </div>
      </form>
    </StationDialog>
  )
}
