import { type FormEvent, useState } from 'react'
import { Input, Label, TextField } from 'react-aria-components'
import { useStation } from '../../../connection/station-context.ts'
import { useAct } from '../../../connection/use-act.ts'
import { ActionButton } from '../../../parts/action-button.tsx'
import { RadioField } from '../../../parts/choice-field.tsx'
import { StationDialog } from '../../../parts/station-dialog.tsx'
import { useWords } from '../../../words/use-words.ts'

const contestants = ['seller', 'brand', 'agency', 'warehouse'] as const

/** Somebody says that a result, or the inspection, is wrong: who, and why. */
export const ContestDialog = ({ task, onClose }: { task: string; onClose: () => void }) => {
  const { client } = useStation()
  const { t } = useWords()
  const act = useAct()
  const [by, setBy] = useState<(typeof contestants)[number]>('seller')
  const [reason, setReason] = useState('')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (reason.trim() === '') return
    await act.call(() => client.inspections.contest({ task, by, reason: reason.trim() }))
    onClose()
  }
  return (
    <StationDialog title={t('inspections.contest')} onClose={onClose}>
      <p>{t('inspections.contest-hint')}</p>
      <form onSubmit={submit} className="stack" autoComplete="off">
        <RadioField
          label={t('inspections.contest-by')}
          value={by}
          options={contestants.map((value) => ({ value, word: t(`inspections.by.${value}`) }))}
          onChoose={setBy}
        />
        <TextField value={reason} onChange={setReason} maxLength={500} isRequired autoFocus className="field">
          <Label>{t('inspections.reason')}</Label>
          <Input data-testid="contest-reason" />
        </TextField>
        <div className="dialog-actions">
          <ActionButton type="submit" look="danger" isDisabled={reason.trim() === ''} testId="confirm">
            {t('inspections.contest')}
          </ActionButton>
          <ActionButton hint="Esc" onPress={onClose}>
            {t('cancel')}
          </ActionButton>
        </div>
      </form>
    </StationDialog>
  )
}
