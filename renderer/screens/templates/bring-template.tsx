import { useRef, useState } from 'react'
import { FileTrigger } from 'react-aria-components'
import type { TemplateTaken } from '../../../core/contract/label-templates.ts'
import { toBase64Url } from '../../../core/encoding/base64.ts'
import { useStation } from '../../connection/station-context.ts'
import { useAct } from '../../connection/use-act.ts'
import { useKeys } from '../../input/use-keys.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { PngPicture } from '../../parts/png-picture.tsx'
import { StationDialog } from '../../parts/station-dialog.tsx'
import { useWords } from '../../words/use-words.ts'

/** What the station reads at most. */
const FILE_KB_MAX = 512

/** Brings a template document: it waits for a supervisor, or is refused and shows where. `onTaken`: the hash of what is here now. */
export const BringTemplate = ({ onTaken }: { onTaken: (hash: string) => void }) => {
  const { client } = useStation()
  const { t } = useWords()
  const act = useAct()
  const [refused, setRefused] = useState<Extract<TemplateTaken, { ok: false }> | null>(null)
  const button = useRef<HTMLSpanElement>(null)
  useKeys({ 'Alt+KeyI': () => button.current?.querySelector('button')?.click() })
  const take = async (file: File | undefined) => {
    if (!file) return
    if (file.size > FILE_KB_MAX * 1024)
      return act.tell({ kind: 'word', word: 'page.template-too-large', fill: { limit: FILE_KB_MAX } })
    const bytes = toBase64Url(new Uint8Array(await file.arrayBuffer()))
    const taken = await act.call(() => client.templates.take({ fileName: file.name.slice(-255), bytes }))
    if (taken?.ok) onTaken(taken.hash)
    else setRefused(taken)
  }
  return (
    <>
      <span ref={button}>
        <FileTrigger acceptedFileTypes={['.json']} onSelect={(files) => void take(files?.[0])}>
          <ActionButton hint="Alt+I" testId="bring-template">
            {t('templates.bring')}
          </ActionButton>
        </FileTrigger>
      </span>
      {refused && <Refused refused={refused} onClose={() => setRefused(null)} />}
    </>
  )
}

interface RefusedProps {
  readonly refused: Extract<TemplateTaken, { ok: false }>
  readonly onClose: () => void
}

const Refused = ({ refused, onClose }: RefusedProps) => {
  const { t, say } = useWords()
  return (
    <StationDialog title={t('templates.refused-title')} onClose={onClose} isWide={refused.png !== null}>
      <p className="tone-stop" role="alert" data-testid="template-refusal">
        {say(refused.failure)}
      </p>
      {refused.png && (
        <div className="template-picture">
          <PngPicture png={refused.png} alt={t('templates.refused-picture')} className="template-image" />
          <p className="quiet">{t('templates.refused-hint')}</p>
        </div>
      )}
      <div className="dialog-actions">
        <ActionButton hint="Esc" look="primary" onPress={onClose} autoFocus testId="close-answer">
          {t('close')}
        </ActionButton>
      </div>
    </StationDialog>
  )
}
