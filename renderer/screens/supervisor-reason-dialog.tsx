import { useState } from 'react'
import { Input, Label, TextField } from 'react-aria-components'
import { SupervisorDialog } from './supervisor-dialog.tsx'

interface Props {
  readonly title: string
  readonly hint: string
  readonly confirm: string
  /** What the reason is called, and how long it may be. */
  readonly label: string
  readonly max: number
  readonly testId: string
  readonly onSubmit: (reason: string, badge: string, passcode: string) => Promise<unknown>
  readonly onClose: () => void
}

/** A supervisor's word with its reason, signed by their own key. */
export const SupervisorReasonDialog = ({
  title,
  hint,
  confirm,
  label,
  max,
  testId,
  onSubmit,
  onClose,
}: Props) => {
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
      <TextField value={reason} onChange={setReason} maxLength={max} isRequired autoFocus className="field">
        <Label>{label}</Label>
        <Input data-testid={testId} />
      </TextField>
    </SupervisorDialog>
  )
}
