import type { StationView } from '../../core/contract/station-view.ts'
import { ActionButton } from '../parts/action-button.tsx'
import { StateIcon } from '../parts/icons.tsx'
import { useWords } from '../words/use-words.ts'

interface Props {
  readonly state: StationView['state']
  /** To the scan screen; absent where nobody is signed in. */
  readonly onGo?: () => void
}

/** A STOP is seen on every screen; it is acknowledged where it can be read whole. */
export const StopStrip = ({ state, onGo }: Props) => {
  const { t, say } = useWords()
  return (
    <div className="stop-strip" role="alert" data-testid="stop-strip">
      <StateIcon kind="stop" />
      <strong>{t('state.stop')}</strong>
      <span>{say(state.next)}</span>
      {onGo && (
        <ActionButton hint="F1" onPress={onGo}>
          {t('screen.scan')}
        </ActionButton>
      )}
    </div>
  )
}
