import { useState } from 'react'
import { useStation } from '../../../connection/station-context.ts'
import { RadioField } from '../../../parts/choice-field.tsx'
import { useWords } from '../../../words/use-words.ts'
import { SupervisorDialog } from '../../supervisor-dialog.tsx'
import { TextLine } from './text-line.tsx'

const hexOf = (bytes: ArrayBuffer): string =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('')

/** What customs decided, with its paper: a supervisor signs it. Parts are ended on the command line, lot by lot. */
export const EndOrderDialog = ({ order, onClose }: { order: string; onClose: () => void }) => {
  const { client } = useStation()
  const { t } = useWords()
  const [result, setResult] = useState<'released' | 'seized'>('released')
  const [document, setDocument] = useState('')
  const [paper, setPaper] = useState('')
  const takePaper = async (file: File | undefined) =>
    setPaper(file ? hexOf(await crypto.subtle.digest('SHA-256', await file.arrayBuffer())) : '')
  return (
    <SupervisorDialog
      title={t('bonded.end-title', { order })}
      hint={t('bonded.end-hint')}
      confirm={t('bonded.end-order')}
      isSaidFirst
      isReady={document.trim() !== '' && paper !== ''}
      onSubmit={(badge, passcode) =>
        client.bonded.endOrder({
          order,
          result,
          document: document.trim(),
          documentHash: paper,
          released: [],
          badge,
          passcode,
        })
      }
      onClose={onClose}
    >
      <RadioField
        label={t('bonded.result')}
        value={result}
        options={(['released', 'seized'] as const).map((value) => ({
          value,
          word: t(`bonded.order.${value}`),
        }))}
        onChoose={setResult}
        testId="result"
      />
      <TextLine
        label={t('bonded.customs-document')}
        value={document}
        onChange={setDocument}
        testId="document"
        isFirst
      />
      <label className="field">
        {t('bonded.paper')}
        <input
          type="file"
          data-testid="paper"
          onChange={(event) => void takePaper(event.target.files?.[0])}
        />
      </label>
    </SupervisorDialog>
  )
}
