import type { StationView } from '../../../core/contract/station-view.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { StateIcon } from '../../parts/icons.tsx'
import { ProgressLine } from '../../parts/progress-line.tsx'
import { useWords } from '../../words/use-words.ts'
import { unfinished } from './unfinished.ts'

interface Props {
  readonly state: StationView['state']
  /** Something was scanned or pressed since, and the station has not answered: what it said before is not the news. */
  readonly isUnconfirmed: boolean
  readonly onAcknowledge: () => void
  /** The card below says how a label in doubt is settled. */
  readonly isDoubtBelow: boolean
  /** Scratch codes that the newest input waits for. */
  readonly preparing?: StationView['preparing']
}

/** The one loud thing: word, icon and colour say what happened, the sentence what the hands do next. */
export const StatePanel = ({ state, isUnconfirmed, onAcknowledge, isDoubtBelow, preparing }: Props) => {
  const { t, say, number } = useWords()
  const isTold = isDoubtBelow && state.next.code === 'next-settle-doubt'
  // A STOP stands whatever is on its way.
  const isNews = (!isUnconfirmed && !preparing) || state.kind === 'stop'
  const kind = isNews ? (unfinished[state.next.code] ?? state.kind) : 'unconfirmed'
  const word = t(`state.${kind}`)
  const [happened, next] = isNews
    ? [say(state.sentence), isTold ? t('doubt.see-below') : say(state.next)]
    : preparing
      ? [t('preparing.wait'), t('preparing.wait')]
      : [t('unconfirmed.hint'), t('unconfirmed.hint')]
  return (
    <section className={`state state-${kind}`} aria-label={t('state.region')}>
      <StateIcon kind={kind} />
      <div className="state-words">
        <div role="status" aria-live="assertive" aria-atomic="true">
          <h1 data-testid="state" data-state={kind}>
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
        {!isNews && preparing && (
          <div className="state-preparing" data-testid="preparing">
            <span className="number">
              {t('preparing.codes', { ready: number(preparing.ready), wanted: number(preparing.wanted) })}
            </span>
            <ProgressLine label={t('preparing.wait')} value={preparing.ready} max={preparing.wanted} />
          </div>
        )}
      </div>
      {state.kind === 'stop' && (
        <ActionButton hint="Esc" look="plain" onPress={onAcknowledge} testId="ack">
          {t('state.ack')}
        </ActionButton>
      )}
    </section>
  )
}
