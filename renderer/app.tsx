import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { StationView } from '../core/contract/station-view.ts'
import type { StationConnection } from './connection/connection.ts'
import { useOutbox, useUnconfirmed } from './connection/outbox-context.ts'
import type { Problem } from './connection/problem.ts'
import { StationContext } from './connection/station-context.ts'
import { NoticeContext } from './connection/use-act.ts'
import { useKeys, useWedgeLast } from './input/use-keys.ts'
import { ActionButton } from './parts/action-button.tsx'
import { ClockStrip } from './screens/clock-strip.tsx'
import { DamageScreen } from './screens/damage-screen.tsx'
import { EnrolmentScreen } from './screens/enrolment-screen.tsx'
import { NotConnected } from './screens/not-connected.tsx'
import { ProblemText } from './screens/problem-text.tsx'
import { unfinished } from './screens/scan/unfinished.ts'
import { Shell } from './screens/shell.tsx'
import { SignIn } from './screens/sign-in.tsx'
import { TruthBar } from './screens/truth-bar.tsx'
import { UnconfirmedInputs } from './screens/unconfirmed-inputs.tsx'
import type { Sounds } from './sound/tones.ts'
import { useWords } from './words/use-words.ts'

interface Props {
  readonly connection: StationConnection
  readonly sounds: Sounds
}

/** The station's window: what it shows follows the newest view, or the lack of one. */
export const App = ({ connection, sounds }: Props) => {
  const now = useSyncExternalStore(connection.subscribe, connection.current)
  const [problem, setProblem] = useState<Problem | null>(null)
  const outbox = useOutbox()
  const unconfirmed = useUnconfirmed()
  const { t } = useWords()
  useEffect(() => {
    outbox.onProblem = setProblem
  }, [outbox])
  const client = now.kind === 'live' ? now.client : null
  const state = now.kind === 'live' ? now.view.state : null
  useWedgeLast({
    scan: () => setProblem({ kind: 'word', word: 'page.scan-not-here' }),
    broken: (why) => setProblem({ kind: 'word', word: `page.wedge-${why}` }),
  })
  useForgetOnReconnect(client)
  useSoundOf(state, sounds)
  useEffect(() => {
    document.title = `${t(state ? `state.${state.kind}` : 'connection.word')} · Bondmark`
  }, [state, t])
  if (now.kind !== 'live') return <NotConnected connection={now} />
  return (
    <StationContext value={now}>
      <NoticeContext value={setProblem}>
        <div className="station">
          {now.view.training && <aside className="training-banner">{t('training.banner')}</aside>}
          {now.view.damage || now.view.enrolment ? null : <TruthBar />}
          {now.view.clock && <ClockStrip clock={now.view.clock} />}
          <UnconfirmedInputs unconfirmed={unconfirmed} onDiscard={() => outbox.discard()} />
          {problem && (
            <Notice
              problem={problem}
              isStop={now.view.state.kind === 'stop'}
              onDismiss={() => setProblem(null)}
            />
          )}
          {now.view.enrolment ? (
            <EnrolmentScreen enrolment={now.view.enrolment} />
          ) : now.view.damage ? (
            <DamageScreen damage={now.view.damage} />
          ) : now.view.person ? (
            <Shell />
          ) : (
            <SignIn />
          )}
        </div>
      </NoticeContext>
    </StationContext>
  )
}

interface NoticeProps {
  readonly problem: Problem
  /** During a STOP, Escape acknowledges the stop and nothing else. */
  readonly isStop: boolean
  readonly onDismiss: () => void
}

/** Stays until it is read: errors that fade are not read. */
const Notice = ({ problem, isStop, onDismiss }: NoticeProps) => {
  const { t } = useWords()
  useKeys({ Escape: isStop ? undefined : onDismiss })
  return (
    <div className="notice" role="alert" data-testid="notice">
      <strong>{t('notice.title')}</strong>
      <span>
        <ProblemText problem={problem} />
      </span>
      <ActionButton hint="Esc" look="quiet" onPress={onDismiss}>
        {t('dismiss')}
      </ActionButton>
    </div>
  )
}

/** Answers of an earlier connection may be of another workspace. */
function useForgetOnReconnect(client: object | null): void {
  const queries = useQueryClient()
  const before = useRef(client)
  useEffect(() => {
    if (client && before.current && before.current !== client) queries.clear()
    if (client) before.current = client
  }, [client, queries])
}

/** More than planned together is accepted, and does not sound as if all were well. */
const soundOf = ({ kind, next }: StationView['state']): Parameters<Sounds['play']>[0] =>
  kind === 'accepted' && unfinished[next.code] === 'beyond' ? 'duplicate' : kind

/** A sound at each new state; none for the one that was there when the window opened. */
function useSoundOf(state: StationView['state'] | null, sounds: Sounds): void {
  const key = state && `${state.kind} ${state.at} ${state.count}`
  const before = useRef<string | null>(null)
  useEffect(() => {
    if (state && before.current !== null && before.current !== key) sounds.play(soundOf(state))
    if (key) before.current = key
  }, [key, state, sounds])
}
