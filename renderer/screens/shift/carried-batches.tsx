import { useState } from 'react'
import { FileTrigger } from 'react-aria-components'
import type { StationView } from '../../../core/contract/station-view.ts'
import { toBase64Url } from '../../../core/encoding/base64.ts'
import type { StationClient } from '../../connection/station-client.ts'
import { useStation } from '../../connection/station-context.ts'
import { useAct } from '../../connection/use-act.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { StationDialog } from '../../parts/station-dialog.tsx'
import { useWords } from '../../words/use-words.ts'
import { CarriedLines } from './carried-lines.tsx'
import { CarryDialog } from './carry-dialog.tsx'

type Answer = Awaited<ReturnType<StationClient['takeAnswer']>>

/** The contract takes 24 MiB of base64url. */
const FILE_MB_MAX = 18

/** Sealed batches that are not receipted, where carrying them by hand may be the way: a sync failed, or one waits or is on its way. */
function toCarry({ batches, last, retry }: StationView['sync']): StationView['sync']['batches'] {
  const left = batches.filter(({ state }) => state !== 'open' && state !== 'receipted')
  const isStuck = last?.ok === false || retry !== null
  return isStuck || left.some(({ carried, waits }) => carried !== null || waits) ? left : []
}

/** A batch on a stick: put out as a file, which sends nothing, and the ledger's answer brought back. */
export const CarriedBatches = () => {
  const { client, view } = useStation()
  const { t } = useWords()
  const act = useAct()
  const [isAsked, setAsked] = useState(false)
  const [answer, setAnswer] = useState<Answer | null>(null)
  const batches = toCarry(view.sync)
  const take = async (file: File | undefined) => {
    if (!file) return
    if (file.size > FILE_MB_MAX * 1_000_000)
      return act.tell({ kind: 'word', word: 'carry.too-large', fill: { limit: FILE_MB_MAX } })
    const bytes = toBase64Url(new Uint8Array(await file.arrayBuffer()))
    setAnswer(await act.call(() => client.takeAnswer({ bytes })))
  }
  return (
    <>
      {batches.length > 0 && (
        <div className="carried" data-testid="carried">
          <CarriedLines batches={batches} />
          <div className="button-row">
            <ActionButton onPress={() => setAsked(true)} testId="carry-save">
              {t('carry.save')}
            </ActionButton>
            <FileTrigger onSelect={(files) => void take(files?.[0])}>
              <ActionButton testId="carry-bring">{t('carry.bring')}</ActionButton>
            </FileTrigger>
          </div>
        </div>
      )}
      {isAsked && <CarryDialog batches={batches} onClose={() => setAsked(false)} />}
      {answer && <AnswerDialog answer={answer} onClose={() => setAnswer(null)} />}
    </>
  )
}

const AnswerDialog = ({ answer, onClose }: { answer: Answer; onClose: () => void }) => {
  const { t, say } = useWords()
  return (
    <StationDialog title={t('carry.answer')} onClose={onClose}>
      <div role="status" data-testid="carry-answer">
        {answer.sentences.map((sentence) => (
          <p key={sentence.code} className={answer.ok ? '' : 'tone-warn'}>
            {say(sentence)}
          </p>
        ))}
      </div>
      <div className="dialog-actions">
        <ActionButton look="primary" autoFocus hint="Enter" onPress={onClose} testId="carry-done">
          {t('close')}
        </ActionButton>
      </div>
    </StationDialog>
  )
}
