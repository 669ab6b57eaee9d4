import type { StationView } from '../../../core/contract/station-view.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { StateIcon } from '../../parts/icons.tsx'
import { useWords } from '../../words/use-words.ts'

interface Props {
  readonly state: StationView['state']
  readonly onAcknowledge: () => void
}

/** The one loud thing: word, icon and colour say what happened, the sentence what the hands do next. */
export const StatePanel = ({ state, onAcknowledge }: Props) => {
  const { t, say } = useWords()
  const word = t(`state.${state.kind}`)
  const [happened, next] = [say(state.sentence), say(state.next)]
  return (
    <section className={`state state-${state.kind}`} aria-label={t('state.region')}>
      <StateIcon kind={state.kind} />
      <div className="state-words">
        <div role="status" aria-live="assertive" aria-atomic="true">
          <h1 data-testid="state" data-state={state.kind}>
            {word}
          </h1>
          <p className="state-next" data-testid="next">
            {next}
          </p>
          {happened !== next && (
            <p className="state-happened" data-testid="happened">
              {happened}
            </p>
          )}
        </div>
      </div>
      {state.kind === 'stop' && (
        <ActionButton hint="Esc" look="plain" onPress={onAcknowledge} testId="ack">
          {t('state.ack')}
        </ActionButton>
      )}
    </section>
  )
}
