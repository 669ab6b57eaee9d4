import { useState } from 'react'
import { useStation } from '../../connection/station-context.ts'
import { useAct } from '../../connection/use-act.ts'
import { useKeys } from '../../input/use-keys.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { useWords } from '../../words/use-words.ts'
import { StockCard } from '../stock/stock-card.tsx'
import { BackupCard } from './backup-card.tsx'
import { BackupDialog } from './backup-dialog.tsx'
import { BatchesCard } from './batches-card.tsx'
import { CloseShiftDialog } from './close-shift-dialog.tsx'
import { LinesTable } from './lines-table.tsx'
import { PlanImport } from './plan-import.tsx'
import { SealDialog } from './seal-dialog.tsx'
import { SerialsCard } from './serials-card.tsx'
import { SyncCard } from './sync-card.tsx'

type Asked = 'close-shift' | 'seal' | 'backup' | null

/** From the last scan to the ledger: close the lines, close the shift, seal, sync. */
export const ShiftScreen = () => {
  const { client, view } = useStation()
  const { t, number } = useWords()
  const act = useAct()
  const [asked, setAsked] = useState<Asked>(null)
  const done = () => setAsked(null)
  const hasShift = view.shift !== null
  useKeys({
    'Alt+KeyC': hasShift ? () => setAsked('close-shift') : undefined,
    'Alt+KeyS': () => setAsked('seal'),
    'Alt+KeyB': view.backup && !view.backup.running ? () => setAsked('backup') : undefined,
    'Alt+KeyY': view.sync.running ? undefined : () => void act.call(() => client.sync()),
  })
  return (
    <main className="shift">
      <section className="card scrolls">
        <header className="card-head">
          <h1>{t('shift.lines')}</h1>
          <PlanImport />
        </header>
        <LinesTable lines={view.lines} />
        {view.open.lines > view.lines.length && (
          <p className="quiet">
            {t('shift.lines-more', { shown: number(view.lines.length), n: number(view.open.lines) })}
          </p>
        )}
      </section>
      <div className="shift-side">
        <section className="card">
          <h2>{view.shift === null ? t('shift.none') : t('shift.title', { shift: view.shift })}</h2>
          <p className="quiet">
            {t('shift.lines-open', {
              n: number(view.open.lines),
              outstanding: number(view.open.labels),
            })}
          </p>
          <div className="button-row">
            <ActionButton
              hint="Alt+C"
              isDisabled={!hasShift}
              onPress={() => setAsked('close-shift')}
              testId="close-shift"
            >
              {t('shift.close')}
            </ActionButton>
            <ActionButton hint="Alt+S" onPress={() => setAsked('seal')} testId="seal">
              {t('seal.go')}
            </ActionButton>
          </div>
        </section>
        <SyncCard />
        <BatchesCard batches={view.sync.batches} />
        <StockCard />
        <SerialsCard />
        <BackupCard onAsk={() => setAsked('backup')} />
      </div>
      {asked === 'seal' && <SealDialog onClose={done} />}
      {asked === 'backup' && <BackupDialog onClose={done} />}
      {asked === 'close-shift' && <CloseShiftDialog onClose={done} />}
    </main>
  )
}
