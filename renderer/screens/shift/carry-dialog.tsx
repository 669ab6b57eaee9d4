import { useState } from 'react'
import type { StationView } from '../../../core/contract/station-view.ts'
import { fromBase64Url } from '../../../core/encoding/base64.ts'
import { type Problem, problemOf } from '../../connection/problem.ts'
import { useStation } from '../../connection/station-context.ts'
import { saveFile } from '../../input/save-file.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { StationDialog } from '../../parts/station-dialog.tsx'
import { useWords } from '../../words/use-words.ts'
import { ProblemText } from '../problem-text.tsx'
import { CarriedLines } from './carried-lines.tsx'

interface Props {
  readonly batches: StationView['sync']['batches']
  readonly onClose: () => void
}

/** What carrying a batch by hand takes, and each batch that may be: a button that saves it as a file of its own. */
export const CarryDialog = ({ batches, onClose }: Props) => {
  const { client } = useStation()
  const { t } = useWords()
  const [problem, setProblem] = useState<Problem | null>(null)
  const save = async (batch: number) => {
    setProblem(null)
    try {
      const { file, bytes } = await client.saveBatch({ batch })
      saveFile(file, fromBase64Url(bytes))
    } catch (error) {
      setProblem(problemOf(error))
    }
  }
  const isSaved = batches.some(({ carried }) => carried !== null)
  return (
    <StationDialog title={t('carry.title')} onClose={onClose}>
      <p>{t('carry.how')}</p>
      <div className="button-row">
        {batches.map(({ batch }, at) => (
          <ActionButton
            key={batch}
            look={at === 0 ? 'primary' : 'plain'}
            autoFocus={at === 0}
            onPress={() => void save(batch)}
            testId="carry-batch"
          >
            {t('carry.save-batch', { batch })}
          </ActionButton>
        ))}
      </div>
      <div role="status">
        <CarriedLines batches={batches} />
        {isSaved && <p className="quiet">{t('carry.where')}</p>}
      </div>
      {problem && (
        <p className="tone-stop" role="alert">
          <ProblemText problem={problem} />
        </p>
      )}
      <div className="dialog-actions">
        <ActionButton hint="Esc" onPress={onClose} testId="carry-close">
          {t('close')}
        </ActionButton>
      </div>
    </StationDialog>
  )
}
