import { useState } from 'react'
import { useStation } from '../../connection/station-context.ts'
import { useAct } from '../../connection/use-act.ts'
import { useKeys } from '../../input/use-keys.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { useWords } from '../../words/use-words.ts'
import { BatchesCard } from './batches-card.tsx'
import { SealDialog } from './seal-dialog.tsx'
import { SyncCard } from './sync-card.tsx'

/**
 * Beside the sign-in when a shift has ended: closing it signed the operator out, and what is left is the supervisor's
 * seal, which is a signature of its own and needs no session, and the sync.
 */
export const ShiftEnd = () => {
  const { client, view } = useStation()
  const { t, say } = useWords()
  const act = useAct()
  const [isSealing, setSealing] = useState(false)
  const hasOpen = view.sync.batches.some((batch) => batch.state === 'open' && batch.statements > 0)
  useKeys({
    'Alt+KeyS': hasOpen ? () => setSealing(true) : undefined,
    'Alt+KeyY': view.sync.running ? undefined : () => void act.call(() => client.sync()),
  })
  return (
    <div className="shift-side shift-end" data-testid="shift-end">
      {hasOpen && (
        <section className="card">
          <h2>{t('shift.ended')}</h2>
          {view.state.sentence.code === 'shift-closed-uncounted' && (
            <p className="tone-warn">{say(view.state.sentence)}</p>
          )}
          <p>{say(view.state.next)}</p>
          <ActionButton look="primary" hint="Alt+S" onPress={() => setSealing(true)} testId="seal">
            {t('seal.go')}
          </ActionButton>
        </section>
      )}
      <SyncCard />
      <BatchesCard batches={view.sync.batches} />
      {isSealing && <SealDialog onClose={() => setSealing(false)} />}
    </div>
  )
}
