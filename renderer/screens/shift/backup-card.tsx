import { useStation } from '../../connection/station-context.ts'
import { useAct } from '../../connection/use-act.ts'
import { dateAndClockOf } from '../../format/clock.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { ProgressLine } from '../../parts/progress-line.tsx'
import { useWords } from '../../words/use-words.ts'

const MEGABYTE = 1e6

/** When the workspace was last backed up, and where to; never is said as never. */
export const BackupCard = ({ onAsk }: { onAsk: () => void }) => {
  const { client, view } = useStation()
  const { t, say } = useWords()
  const act = useAct()
  const { backup } = view
  if (!backup) return null
  const { last, running, failed } = backup
  return (
    <section className="card" data-testid="backup" data-running={running !== null}>
      <h2>{t('backup.title')}</h2>
      {!last && <strong className="tone-warn">{t('backup.never')}</strong>}
      {last && (
        <>
          <strong className={last.there && !last.sameDisk ? '' : 'tone-warn'}>
            {t('backup.last', { time: dateAndClockOf(last.at) })}
          </strong>
          <p className="quiet backup-file">
            {last.file} · {t('backup.size', { mb: Math.ceil(last.bytes / MEGABYTE), n: last.statements })}
          </p>
          {!last.encrypted && <p className="quiet">{t('backup.plain')}</p>}
          {!last.there && <p className="tone-warn">{t('backup.not-there')}</p>}
          {last.there && last.sameDisk && <p className="tone-warn">{t('backup.same-disk')}</p>}
        </>
      )}
      {failed && <p className="tone-stop">{say(failed)}</p>}
      {running && (
        <div role="status">
          <p>
            {t(`backup.stage.${running.stage}`)}{' '}
            <span className="number">{Math.floor((100 * running.done) / Math.max(running.total, 1))} %</span>
          </p>
          <ProgressLine label={t('backup.progress')} value={running.done} max={running.total} />
        </div>
      )}
      {running ? (
        <ActionButton onPress={() => void act.call(() => client.cancelBackup())} testId="cancel-backup">
          {t('backup.cancel')}
        </ActionButton>
      ) : (
        <ActionButton hint="Alt+B" onPress={onAsk} testId="backup-ask">
          {t('backup.go')}
        </ActionButton>
      )}
    </section>
  )
}
