import { type FormEvent, type ReactNode, useRef, useState } from 'react'
import type { Problem } from '../connection/problem.ts'
import { problemOf } from '../connection/problem.ts'
import { useStation } from '../connection/station-context.ts'
import { useAct } from '../connection/use-act.ts'
import { ActionButton } from '../parts/action-button.tsx'
import { PersonFields } from '../parts/person-fields.tsx'
import { StationDialog } from '../parts/station-dialog.tsx'
import { useWords } from '../words/use-words.ts'
import { ProblemText } from './problem-text.tsx'

interface Props {
  readonly title: string
  readonly hint: string
  readonly confirm: string
  /** What a supervisor does under their own badge and passcode; what it throws is said here, where the eyes are. */
  readonly onSubmit: (badge: string, passcode: string) => Promise<unknown>
  readonly onClose: () => void
  readonly isWide?: boolean
  /** False while something else that is asked for is missing. */
  readonly isReady?: boolean
  /** Whether what is said comes first under the hands, and who says it after it. */
  readonly isSaidFirst?: boolean
  /** What is to be looked at, or said, before it is done. */
  readonly children?: ReactNode
}

/** Asks a supervisor for badge and passcode, whoever is signed in. */
export const SupervisorDialog = (props: Props) => {
  const { title, hint, confirm, onSubmit, onClose, children } = props
  const { isWide = false, isReady = true, isSaidFirst = false } = props
  const { view } = useStation()
  const { t } = useWords()
  const { tell } = useAct()
  const isSupervisor = view.person !== null && view.person.role !== 'operator'
  const [badge, setBadge] = useState(isSupervisor ? (view.person?.badge ?? '') : '')
  const [passcode, setPasscode] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const [isBusy, setBusy] = useState(false)
  const passcodeField = useRef<HTMLInputElement>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (badge.trim() === '' || isBusy || !isReady) return
    if (passcode === '') return passcodeField.current?.focus()
    setBusy(true)
    try {
      await onSubmit(badge.trim(), passcode)
      tell(null)
      onClose()
    } catch (error) {
      setProblem(problemOf(error))
      setPasscode('')
    } finally {
      setBusy(false)
    }
  }
  return (
    <StationDialog title={title} onClose={onClose} isWide={isWide}>
      <p>{hint}</p>
      <form onSubmit={submit} className="stack" autoComplete="off">
        {children}
        <div className={isWide ? 'field-grid' : 'stack'}>
          <PersonFields
            badge={badge}
            passcode={passcode}
            onBadge={setBadge}
            onPasscode={setPasscode}
            first={isSaidFirst ? 'none' : isSupervisor ? 'passcode' : 'badge'}
            testIdPrefix="seal-"
            passcodeRef={passcodeField}
          />
        </div>
        {view.training && (
          <p className="quiet">{t('sign-in.sample', { badge: 'SUP-0001', passcode: '135790' })}</p>
        )}
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
