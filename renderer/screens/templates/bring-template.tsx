import { useState } from 'react'
import type { TemplateTaken } from '../../../core/contract/label-templates.ts'
import { toBase64Url } from '../../../core/encoding/base64.ts'
import { useStation } from '../../connection/station-context.ts'
import { useAct } from '../../connection/use-act.ts'
import type { BroughtFile } from '../../input/use-brought-file.ts'
import { PngPicture } from '../../parts/png-picture.tsx'
import { useWords } from '../../words/use-words.ts'
import { BringDocument, RefusedDocument } from '../bring-document.tsx'

/** What the station reads at most. */
const bound = { bytes: 512 * 1024, limit: 512, word: 'page.template-too-large' } as const

/** Brings a template document: it waits for a supervisor, or is refused and shows where. `onTaken`: the hash of what is here now. */
export const BringTemplate = ({ onTaken }: { onTaken: (hash: string) => void }) => {
  const { client } = useStation()
  const { t } = useWords()
  const act = useAct()
  const [refused, setRefused] = useState<Extract<TemplateTaken, { ok: false }> | null>(null)
  const take = async ({ fileName, bytes }: BroughtFile) => {
    const taken = await act.call(() => client.templates.take({ fileName, bytes: toBase64Url(bytes) }))
    if (taken?.ok) onTaken(taken.hash)
    else setRefused(taken)
  }
  return (
    <>
      <BringDocument word={t('templates.bring')} testId="bring-template" bound={bound} take={take} />
      {refused && <Refused refused={refused} onClose={() => setRefused(null)} />}
    </>
  )
}

interface RefusedProps {
  readonly refused: Extract<TemplateTaken, { ok: false }>
  readonly onClose: () => void
}

const Refused = ({ refused: { failure, png }, onClose }: RefusedProps) => {
  const { t, say } = useWords()
  return (
    <RefusedDocument
      title={t('templates.refused-title')}
      why={say(failure)}
      testId="template-refusal"
      isWide={png !== null}
      onClose={onClose}
    >
      {png && (
        <div className="template-picture">
          <PngPicture png={png} alt={t('templates.refused-picture')} className="template-image" />
          <p className="quiet">{t('templates.refused-hint')}</p>
        </div>
      )}
    </RefusedDocument>
  )
}
