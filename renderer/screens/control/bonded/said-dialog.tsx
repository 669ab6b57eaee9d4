import { type FormEvent, type ReactNode, useState } from 'react'
import { type Problem, problemOf } from '../../../connection/problem.ts'
import { ActionButton } from '../../../parts/action-button.tsx'
import { StationDialog } from '../../../parts/station-dialog.tsx'
import { useWords } from '../../../words/use-words.ts'
import { ProblemText } from '../../problem-text.tsx'

interface Props {
  readonly title: string
  readonly confirm: string
  readonly isReady: boolean
  readonly onSubmit: () => Promise<unknown>
  readonly onClose: () => void
  readonly children: ReactNode
}

/** What whoever is signed in says by themselves. What is refused is said here, where the eyes are. */
export const SaidDialog = ({ title, confirm, isReady, onSubmit, onClose, children }: Props) => {
  const { t } = useWords()
  const [problem, setProblem] = useState<Problem | null>(null)
  const [isBusy, setBusy] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!isReady || isBusy) return
    setBusy(true)
    try {
      await onSubmit()
      onClose()
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <StationDialog title={title} onClose={onClose}>
      <form onSubmit={submit} className="stack" autoComplete="off">
        {children}
        <div className="dialog-actions">
          <ActionButton
            type="submit"
            look="primary"
            hint="Enter"
            isDisabled={isBusy || !isReady}
            testId="confirm"
          >
            {confirm}
          </ActionButton>
          <ActionButton hint="Esc" onPress={onClose}>
            {t('cancel')}
          </ActionButton>
        </div>
        {problem && (
          <p className="tone-stop" role="alert">
            <ProblemText problem={problem} />
          </p>
        )}
      </form>
    </StationDialog>
  )
}
