import type { EnrolmentView } from '../../core/contract/station-view.ts'
import { useStation } from '../connection/station-context.ts'
import { useAct } from '../connection/use-act.ts'
import { useKeys } from '../input/use-keys.ts'
import { ActionButton } from '../parts/action-button.tsx'
import { useNow } from '../parts/use-now.ts'
import { useWords } from '../words/use-words.ts'
import { Switches } from './truth-bar.tsx'

/**
 * In place of every other screen until the station is let in: its code, large enough to be read from two steps away, how it
 * stands, and what to do next. The station opens in this window by itself.
 */
export const EnrolmentScreen = ({ enrolment }: { enrolment: EnrolmentView }) => {
  const { view, client } = useStation()
  const { t, say } = useWords()
  const act = useAct()
  const { phase, org, code, until, ledger, failure } = enrolment
  const waits = phase === 'asking' || phase === 'waiting'
  const cancel = () => void act.call(() => client.cancelEnrolment())
  const again = () => void act.call(() => client.enrolAgain())
  useKeys({ Escape: waits ? cancel : undefined, 'Alt+KeyN': phase === 'ended' ? again : undefined })
  return (
    <>
      <header className="truth-bar">
        <b className="brand">Bondmark</b>
        <span className="site">
          {org ?? '–'} · {view.station.id}
        </span>
        <Switches />
      </header>
      <main className="enrolment" data-testid="enrolment" data-phase={phase}>
        <h1>{t('enrolment.title')}</h1>
        <p className={phase === 'ended' ? 'enrolment-phase tone-stop' : 'enrolment-phase'} role="status">
          {phase === 'ended' && failure ? say(failure) : t(`enrolment.${phase}`)}
        </p>
        {code && <Code code={code} until={until} />}
        {waits && failure && (
          <p className="enrolment-trouble" role="alert">
            {failure.code === 'ledger-unreachable' ? t('enrolment.no-answer') : say(failure)}
          </p>
        )}
        {phase === 'waiting' && (
          <ol className="enrolment-steps">
            <li>{t('enrolment.step-read', { org: org ?? '–' })}</li>
            <li>{t('enrolment.step-compare')}</li>
            <li>{t('enrolment.step-opens')}</li>
          </ol>
        )}
        <p className="quiet">{t('enrolment.ledger', { ledger })}</p>
        <div className="enrolment-keys">
          {waits && (
            <ActionButton hint="Esc" onPress={cancel} testId="cancel-enrolment">
              {t('enrolment.cancel')}
            </ActionButton>
          )}
          {phase === 'ended' && (
            <ActionButton look="primary" hint="Alt+N" onPress={again} testId="enrol-again">
              {t('enrolment.again')}
            </ActionButton>
          )}
        </div>
      </main>
    </>
  )
}

const MINUTE_MS = 60_000

const Code = ({ code, until }: { code: string; until: string | null }) => {
  const { t } = useWords()
  const now = useNow(5_000)
  const minutes = until === null ? null : Math.max(0, Math.round((Date.parse(until) - now) / MINUTE_MS))
  return (
    <section className="enrolment-code" aria-label={t('enrolment.code')}>
      <p className="enrolment-groups" data-testid="enrolment-code" translate="no">
        {code.replaceAll('-', ' ')}
      </p>
      {minutes !== null && (
        <p className="quiet" data-testid="enrolment-until">
          {minutes > 1 ? t('enrolment.until', { minutes }) : t('enrolment.until-soon')}
        </p>
      )}
    </section>
  )
}
