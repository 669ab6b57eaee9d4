import { type FormEvent, type ReactNode, useState } from 'react'
import { type Problem, problemOf } from '../connection/problem.ts'
import { useAct } from '../connection/use-act.ts'
import { ActionButton } from '../parts/action-button.tsx'
import { StationDialog } from '../parts/station-dialog.tsx'
import { useWords } from '../words/use-words.ts'
import { ProblemText } from './problem-text.tsx'

interface Props {
  readonly title: string
  readonly hint?: string
  readonly confirm: string
  /** False while something that is asked for is missing. */
  readonly isReady: boolean
  /** Asked once more when it is submitted; false leaves the dialog as it is. */
  readonly mayTry?: () => boolean
  /** What is done; what it throws is said here, where the eyes are. */
  readonly onSubmit: () => Promise<unknown>
  readonly onRefused?: () => void
  readonly onClose: () => void
  readonly isWide?: boolean
  readonly children: ReactNode
}

/** Asks for something and does it: it closes when that is done, and says why when it is not. */
export const SubmitDialog = (props: Props) => {
  const { title, hint, confirm, isReady, mayTry, onSubmit, onRefused, onClose, isWide, children } = props
  const { t } = useWords()
  const { tell } = useAct()
  const [problem, setProblem] = useState<Problem | null>(null)
  const [isBusy, setBusy] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!isReady || isBusy || mayTry?.() === false) return
    setBusy(true)
    try {
      await onSubmit()
      tell(null)
      onClose()
    } catch (error) {
      setProblem(problemOf(error))
      onRefused?.()
    } finally {
      setBusy(false)
    }
  }
  return (
    <StationDialog title={title} onClose={onClose} isWide={isWide ?? false}>
      {hint !== undefined && <p>{hint}</p>}
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
          {problem && (
            <p className="tone-stop" role="alert">
              <ProblemText problem={problem} />
            </p>
          )}
        </div>
      </form>
    </StationDialog>
  )
}
