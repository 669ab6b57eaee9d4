import { useState } from 'react'
import { Input, Label, TextField } from 'react-aria-components'
import { useWords } from '../../../words/use-words.ts'
import { SupervisorDialog } from '../../supervisor-dialog.tsx'

const REASON_MAX = 500

interface Props {
  readonly title: string
  readonly hint: string
  readonly confirm: string
  readonly onSubmit: (reason: string, badge: string, passcode: string) => Promise<unknown>
  readonly onClose: () => void
}

/** A supervisor's order with its reason, signed by their own key. */
export const OrderDialog = ({ title, hint, confirm, onSubmit, onClose }: Props) => {
  const { t } = useWords()
  const [reason, setReason] = useState('')
  return (
    <SupervisorDialog
      title={title}
      hint={hint}
      confirm={confirm}
      isSaidFirst
      isReady={reason.trim() !== ''}
      onSubmit={(badge, passcode) => onSubmit(reason.trim(), badge, passcode)}
      onClose={onClose}
    >
      <TextField
        value={reason}
        onChange={setReason}
        maxLength={REASON_MAX}
        isRequired
        autoFocus
        className="field"
      >
        <Label>{t('inspections.reason')}</Label>
        <Input data-testid="order-reason" />
      </TextField>
    </SupervisorDialog>
  )
}
