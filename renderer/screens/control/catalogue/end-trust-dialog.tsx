import type { FailureData } from '../../../../core/contract/failure.ts'
import { useStation } from '../../../connection/station-context.ts'
import { useWords } from '../../../words/use-words.ts'
import { SupervisorReasonDialog } from '../../supervisor-reason-dialog.tsx'

interface Props {
  readonly publisher: string
  readonly onDone: (sentence: FailureData) => void
  readonly onClose: () => void
}

/** A supervisor stops believing a member, and says why. */
export const EndTrustDialog = ({ publisher, onDone, onClose }: Props) => {
  const { client } = useStation()
  const { t } = useWords()
  return (
    <SupervisorReasonDialog
      title={t('catalogue.end-trust.title', { publisher })}
      hint={t('catalogue.end-trust.hint')}
      confirm={t('catalogue.end-trust')}
      label={t('rules.withdraw-reason')}
      max={200}
      testId="end-trust-reason"
      onSubmit={async (reason, badge, passcode) => {
        const done = await client.catalogue.endTrust({ publisher, reason, badge, passcode })
        onDone(done.sentence)
      }}
      onClose={onClose}
    />
  )
}
