import { useState } from 'react'
import type { StationView } from '../../core/contract/station-view.ts'
import { useStation } from '../connection/station-context.ts'
import { useAct } from '../connection/use-act.ts'
import { useKeys } from '../input/use-keys.ts'
import { ActionButton } from '../parts/action-button.tsx'
import { StateIcon } from '../parts/icons.tsx'
import { useWords } from '../words/use-words.ts'
import { SupervisorDialog } from './supervisor-dialog.tsx'

/** What is to be told of the machine's clock, on every screen until somebody has answered it. */
export const ClockStrip = ({ clock }: { clock: NonNullable<StationView['clock']> }) => {
  const { client, view } = useStation()
  const { t, say } = useWords()
  const { press } = useAct()
  const [isAsked, setAsked] = useState(false)
  const isRefused = clock.kind === 'refused'
  const acknowledge = () => void press({ key: 'ack-clock' })
  useKeys({ 'Alt+KeyA': isRefused ? () => setAsked(true) : view.person ? acknowledge : undefined })
  return (
    <>
      <div
        className={isRefused ? 'stop-strip clock-strip' : 'clock-strip clock-strip-told'}
        role="alert"
        data-testid="clock-strip"
        data-kind={clock.kind}
      >
        <StateIcon kind={isRefused ? 'stop' : 'refused'} />
        <span>
          <strong>{say(clock.next)}</strong>
          <br />
          {say(clock.sentence)}
        </span>
        {isRefused ? (
          <ActionButton hint="Alt+A" onPress={() => setAsked(true)} testId="confirm-clock">
            {t('clock.confirm')}
          </ActionButton>
        ) : (
          view.person && (
            <ActionButton hint="Alt+A" onPress={acknowledge} testId="ack-clock">
              {t('state.ack')}
            </ActionButton>
          )
        )}
      </div>
      {isAsked && isRefused && (
        <SupervisorDialog
          title={t('clock.confirm-title')}
          hint={t('clock.confirm-hint')}
          confirm={t('clock.confirm-go')}
          onSubmit={(badge, passcode) => client.press({ key: 'confirm-clock', badge, passcode })}
          onClose={() => setAsked(false)}
        />
      )}
    </>
  )
}
