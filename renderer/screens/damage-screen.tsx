import type { DamageView } from '../../core/contract/station-view.ts'
import { useStation } from '../connection/station-context.ts'
import { dateAndClockOf } from '../format/clock.ts'
import { StateIcon } from '../parts/icons.tsx'
import { useWords } from '../words/use-words.ts'
import { TraceScreen } from './trace-screen.tsx'
import { Switches } from './truth-bar.tsx'

/**
 * In place of every other screen when the database is damaged: what is still provable, and the way to restore. There is
 * nothing green on it and nothing to acknowledge; only looking up is left.
 */
export const DamageScreen = ({ damage }: { damage: DamageView }) => {
  const { view } = useStation()
  const { t, say } = useWords()
  return (
    <>
      <header className="truth-bar">
        <b className="brand">Bondmark</b>
        <span className="site">
          {view.station.name} · {view.station.id}
        </span>
        <Switches />
      </header>
      <div className="damage" data-testid="damage">
        <section className="state state-stop damage-head" role="alert">
          <StateIcon kind="stop" />
          <div className="state-words">
            <h1>{t('state.stop')}</h1>
            <p className="state-next">
              {t('damage.title')} {say(view.state.next)}
            </p>
            <p className="state-happened">{say(damage.failure)}</p>
          </div>
        </section>
        <section className="card" aria-label={t('damage.provable')}>
          <h2>{t('damage.provable')}</h2>
          <Report report={damage.report} />
          <p className="quiet">{t('damage.found', { time: dateAndClockOf(damage.at) })}</p>
        </section>
        <TraceScreen />
      </div>
    </>
  )
}

const Report = ({ report }: Pick<DamageView, 'report'>) => {
  const { t } = useWords()
  if (!report) return <p role="status">{t('damage.reading')}</p>
  const { statements, receipts, whole, gone, safe, newestBackup, restore } = report
  return (
    <div data-testid="damage-report">
      <p>{t('damage.statements', { n: statements, receipts })}</p>
      <p className={gone > safe ? 'tone-stop' : ''}>
        {gone > 0 && t('damage.gone', { n: gone, safe, lost: gone - safe })}
        {gone === 0 && whole && t('damage.none-gone')}
        {!whole && ` ${t('damage.end-unknown')}`}
      </p>
      <p className={newestBackup ? '' : 'tone-stop'}>
        {newestBackup
          ? t('damage.backup', {
              file: newestBackup.file,
              time: dateAndClockOf(newestBackup.at),
              n: newestBackup.statements,
            })
          : t('damage.no-backup')}
      </p>
      <h3>{t('damage.way-back')}</h3>
      <ol className="damage-commands">
        {restore.map((command) => (
          <li key={command}>
            <code>{command}</code>
          </li>
        ))}
      </ol>
    </div>
  )
}
