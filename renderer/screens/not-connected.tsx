import { toBase64Url } from '../../core/encoding/base64.ts'
import type { Connection } from '../connection/connection.ts'
import { useOutbox, useUnconfirmed } from '../connection/outbox-context.ts'
import { useWedge } from '../input/use-keys.ts'
import { StateIcon } from '../parts/icons.tsx'
import { useWords } from '../words/use-words.ts'
import { UnconfirmedInputs } from './unconfirmed-inputs.tsx'

/**
 * Instead of everything else: what was on screen before may no longer be true. Scans are kept and shown, and taken by the
 * station when it is back.
 */
export const NotConnected = ({ connection }: { connection: Exclude<Connection, { kind: 'live' }> }) => {
  const { t } = useWords()
  const outbox = useOutbox()
  const unconfirmed = useUnconfirmed()
  const isLost = connection.kind === 'lost'
  useWedge({
    scan: (bytes) => void outbox.scan('wedge', toBase64Url(bytes)),
    broken: (why) => outbox.onProblem({ kind: 'word', word: `page.wedge-${why}` }),
  })
  return (
    <main className="not-connected" data-testid="not-connected">
      <div className="not-connected-words" role="status" aria-live="assertive">
        <StateIcon kind="lost" />
        <h1>{isLost ? t('connection.word') : t('app.name')}</h1>
        <p>{isLost ? t('connection.lost') : t('connection.connecting')}</p>
        {isLost && connection.attempts > 1 && (
          <p className="quiet">{t('connection.attempts', { attempts: connection.attempts })}</p>
        )}
      </div>
      <UnconfirmedInputs unconfirmed={unconfirmed} />
    </main>
  )
}
