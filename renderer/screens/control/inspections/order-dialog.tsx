import { useWords } from '../../../words/use-words.ts'
import { SupervisorReasonDialog } from '../../supervisor-reason-dialog.tsx'

const REASON_MAX = 500

interface Props {
  readonly title: string
  readonly hint: string
  readonly confirm: string
  readonly onSubmit: (reason: string, badge: string, passcode: string) => Promise<unknown>
  readonly onClose: () => void
}

/** A supervisor's order with its reason. */
export const OrderDialog = (props: Props) => {
  const { t } = useWords()
  return (
    <SupervisorReasonDialog
      {...props}
      label={t('inspections.reason')}
      max={REASON_MAX}
      testId="order-reason"
    />
  )
}
