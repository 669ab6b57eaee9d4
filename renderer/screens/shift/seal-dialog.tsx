import { useStation } from '../../connection/station-context.ts'
import { useWords } from '../../words/use-words.ts'
import { SupervisorDialog } from '../supervisor-dialog.tsx'

/** A supervisor's badge and passcode sign the batch's manifest. */
export const SealDialog = ({ onClose }: { onClose: () => void }) => {
  const { client } = useStation()
  const { t } = useWords()
  return (
    <SupervisorDialog
      title={t('seal.title')}
      hint={t('seal.hint')}
      confirm={t('seal.confirm')}
      onSubmit={(badge, passcode) => client.press({ key: 'seal', badge, passcode })}
      onClose={onClose}
    />
  )
}
