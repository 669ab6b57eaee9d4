import { type FormEvent, useRef, useState } from 'react'
import { Button } from 'react-aria-components'
import { useStation } from '../connection/station-context.ts'
import { useAct } from '../connection/use-act.ts'
import { ActionButton } from '../parts/action-button.tsx'
import { PersonFields } from '../parts/person-fields.tsx'
import { useWords } from '../words/use-words.ts'
import { ShiftEnd } from './shift/shift-end.tsx'
import { StopStrip } from './stop-strip.tsx'

/** The people that every training workspace is made with; their passcodes are published. */
const samplePeople = [
  { badge: 'OP-0007', passcode: '2468', role: 'role.operator' },
  { badge: 'SUP-0001', passcode: '135790', role: 'role.supervisor' },
] as const

/** Badge, then passcode. A scanner in keyboard mode may type the badge: its Enter goes on to the passcode. */
export const SignIn = () => {
  const { view } = useStation()
  const { t } = useWords()
  const { press } = useAct()
  const [badge, setBadge] = useState('')
  const [passcode, setPasscode] = useState('')
  const [isBusy, setBusy] = useState(false)
  const passcodeField = useRef<HTMLInputElement>(null)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (badge.trim() === '' || isBusy) return
    if (passcode === '') return passcodeField.current?.focus()
    setBusy(true)
    const isIn = await press({ key: 'sign-in', badge: badge.trim(), passcode })
    setBusy(false)
    if (isIn) return
    setPasscode('')
    passcodeField.current?.focus()
  }

  return (
    <main className="sign-in">
      {view.state.kind === 'stop' && <StopStrip state={view.state} />}
      <div className="sign-in-column">
        <form className="card sign-in-card" onSubmit={submit} autoComplete="off">
          <h1>{t('sign-in.title')}</h1>
          <PersonFields
            badge={badge}
            passcode={passcode}
            onBadge={setBadge}
            onPasscode={setPasscode}
            first="badge"
            badgeHint={t('sign-in.badge-hint')}
            passcodeRef={passcodeField}
          />
          <ActionButton type="submit" look="primary" hint="Enter" isDisabled={isBusy} testId="sign-in">
            {t('sign-in.go')}
          </ActionButton>
        </form>
        {view.training && (
          <section className="card hint-card" aria-labelledby="sample-people">
            <h2 id="sample-people">{t('sign-in.people')}</h2>
            {samplePeople.map((person) => (
              <Button
                key={person.badge}
                className="person-row"
                onPress={() => {
                  setBadge(person.badge)
                  setPasscode(person.passcode)
                  passcodeField.current?.focus()
                }}
              >
                <strong>{t(person.role)}</strong>
                <span>{t('sign-in.sample', person)}</span>
              </Button>
            ))}
            <p className="quiet">{t('sign-in.people-hint')}</p>
          </section>
        )}
      </div>
      {view.shift === null && view.sync.batches.length > 0 && <ShiftEnd />}
    </main>
  )
}
