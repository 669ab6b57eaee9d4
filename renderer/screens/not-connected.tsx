import type { Connection } from '../connection/connection.ts'
import { StateIcon } from '../parts/icons.tsx'
import { useWords } from '../words/use-words.ts'

/** Instead of everything else: what was on screen before may no longer be true. */
export const NotConnected = ({ connection }: { connection: Exclude<Connection, { kind: 'live' }> }) => {
  const { t } = useWords()
  const isLost = connection.kind === 'lost'
  return (
    <main className="not-connected" role="status" aria-live="assertive" data-testid="not-connected">
      <StateIcon kind="lost" />
      <h1>{isLost ? t('connection.word') : t('app.name')}</h1>
      <p>{isLost ? t('connection.lost') : t('connection.connecting')}</p>
      {isLost && connection.attempts > 1 && (
        <p className="quiet">{t('connection.attempts', { attempts: connection.attempts })}</p>
      )}
    </main>
  )
}
