import { useState } from 'react'
import { FileTrigger } from 'react-aria-components'
import type { FailureData } from '../../../../core/contract/failure.ts'
import { toBase64Url } from '../../../../core/encoding/base64.ts'
import { useStation } from '../../../connection/station-context.ts'
import { useAct } from '../../../connection/use-act.ts'
import { type BroughtFile, useBroughtFile } from '../../../input/use-brought-file.ts'
import { ActionButton } from '../../../parts/action-button.tsx'
import { useWords } from '../../../words/use-words.ts'
import { SupervisorDialog } from '../../supervisor-dialog.tsx'

/** The contract takes 24 MiB of base64url; larger versions are applied by the command line. */
const bound = { bytes: 16_000_000, limit: 16, word: 'page.goods-too-large' } as const

/** Brings a signed version in from a file: whose it is says its signature. */
export const ApplyVersion = ({ onDone }: { onDone: (sentence: FailureData) => void }) => {
  const { client } = useStation()
  const { t } = useWords()
  const act = useAct()
  const [file, setFile] = useState<BroughtFile | null>(null)
  const onSelect = useBroughtFile(bound, async (brought) => setFile(brought))
  const apply = async ({ fileName, bytes }: BroughtFile, badge: string, passcode: string) => {
    const asked = { fileName, bytes: toBase64Url(bytes), badge, passcode }
    const done = await act.call(() => client.catalogue.apply(asked))
    if (done) onDone(done.sentence)
  }
  return (
    <>
      <FileTrigger acceptedFileTypes={['.catalogue']} onSelect={onSelect}>
        <ActionButton testId="version-file">{t('catalogue.apply')}</ActionButton>
      </FileTrigger>
      {file && (
        <SupervisorDialog
          title={t('catalogue.apply.title', { file: file.fileName })}
          hint={t('catalogue.apply.hint')}
          confirm={t('catalogue.apply.confirm')}
          onSubmit={async (badge, passcode) => {
            // How far it is, how to end it, and what became of it is said on the tab: the dialog is not in its way.
            void apply(file, badge, passcode)
          }}
          onClose={() => setFile(null)}
        />
      )}
    </>
  )
}
