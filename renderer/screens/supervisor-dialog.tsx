import { type ReactNode, useRef, useState } from 'react'
import { useStation } from '../connection/station-context.ts'
import { PersonFields } from '../parts/person-fields.tsx'
import { useWords } from '../words/use-words.ts'
import { SubmitDialog } from './submit-dialog.tsx'

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
  const isSupervisor = view.person !== null && view.person.role !== 'operator'
  const [badge, setBadge] = useState(isSupervisor ? (view.person?.badge ?? '') : '')
  const [passcode, setPasscode] = useState('')
  const passcodeField = useRef<HTMLInputElement>(null)
  const mayTry = () => {
    if (badge.trim() !== '' && passcode === '') passcodeField.current?.focus()
    return badge.trim() !== '' && passcode !== ''
  }
  return (
    <SubmitDialog
      title={title}
      hint={hint}
      confirm={confirm}
      isReady={isReady}
      mayTry={mayTry}
      onSubmit={() => onSubmit(badge.trim(), passcode)}
      onRefused={() => setPasscode('')}
      onClose={onClose}
      isWide={isWide}
    >
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
    </SubmitDialog>
  )
}
