import { useRef, useState } from 'react'
import { FileTrigger } from 'react-aria-components'
import { toBase64Url } from '../../../../core/encoding/base64.ts'
import { useStation } from '../../../connection/station-context.ts'
import { useAct } from '../../../connection/use-act.ts'
import { useKeys } from '../../../input/use-keys.ts'
import { ActionButton } from '../../../parts/action-button.tsx'
import { useWords } from '../../../words/use-words.ts'

/** What goes through the window; a larger report is imported on the command line. */
const FILE_MB_MAX = 16

type Taken = 'taken' | 'contested' | 'quarantined' | 'already' | 'agency'

/** Files of an agency: its result first, then the report and pictures that it names. */
export const TakeFiles = ({ onTaken }: { onTaken: (task: string) => void }) => {
  const { client } = useStation()
  const { t } = useWords()
  const act = useAct()
  const [said, setSaid] = useState<Taken | null>(null)
  const button = useRef<HTMLSpanElement>(null)
  useKeys({ 'Alt+KeyI': () => button.current?.querySelector('button')?.click() })
  const take = async (files: readonly File[]) => {
    for (const file of files) {
      if (file.size > FILE_MB_MAX * 1024 * 1024)
        return act.tell({ kind: 'word', word: 'inspections.file-too-large', fill: { limit: FILE_MB_MAX } })
      const bytes = toBase64Url(new Uint8Array(await file.arrayBuffer()))
      const taken = await act.call(() => client.inspections.take({ bytes }))
      if (!taken) return
      setSaid(taken.outcome)
      if (taken.task) onTaken(taken.task)
    }
  }
  return (
    <div className="take-files">
      <span ref={button}>
        <FileTrigger allowsMultiple onSelect={(files) => void take([...(files ?? [])])}>
          <ActionButton hint="Alt+I" testId="take-result">
            {t('inspections.take-files')}
          </ActionButton>
        </FileTrigger>
      </span>
      <p role="status" className={said === 'quarantined' || said === 'contested' ? 'tone-warn' : 'quiet'}>
        {said && t(`inspections.taken.${said}`)}
      </p>
    </div>
  )
}
