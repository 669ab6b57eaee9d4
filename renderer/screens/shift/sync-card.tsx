import { useStation } from '../../connection/station-context.ts'
import { useAct } from '../../connection/use-act.ts'
import { ageOf, ageWord } from '../../format/age.ts'
import { clockOf } from '../../format/clock.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { ProgressLine } from '../../parts/progress-line.tsx'
import { SharedFacts } from '../../parts/shared-facts.tsx'
import { useNow } from '../../parts/use-now.ts'
import { useWords } from '../../words/use-words.ts'
import { CarriedBatches } from './carried-batches.tsx'
import { FrozenDocuments } from './frozen-documents.tsx'
import { LedgerNotices } from './ledger-notices.tsx'

/** What is not with the ledger yet, and sending it there. */
export const SyncCard = () => {
  const { client, view } = useStation()
  const { t, say } = useWords()
  const act = useAct()
  const { running, last, unsynced, oldest, retry, skewMs } = view.sync
  // A wait is counted down by the second, an age by the minute.
  const now = useNow(retry === null ? 20_000 : 1_000)
  const age = oldest === null ? null : ageOf(oldest, now)
  return (
    <section className="card" data-testid="sync" data-running={running !== null}>
      <h2>{t('sync.title')}</h2>
      <strong className={unsynced > 0 ? 'big-count tone-warn' : 'big-count tone-ok'} data-testid="sync-count">
        {unsynced === 0 ? t('sync.none') : t('sync.count', { n: unsynced })}
      </strong>
      {age && unsynced > 0 && (
        <p className="quiet">{t('sync.oldest', { age: t(ageWord(age), { ...age }) })}</p>
      )}
      {running && (
        <div role="status">
          <p>
            {t('sync.running', { batch: running.batch, stage: t(`sync.stage.${running.stage}`) })}{' '}
            <span className="number">
              {running.done} / {running.total}
            </span>
          </p>
          <ProgressLine label={t('sync.progress')} value={running.done} max={running.total} />
        </div>
      )}
      {!running && last && (
        <p className={last.ok ? '' : 'tone-stop'}>
          {t(last.sentence.code === 'batch-imported' ? 'carry.last' : 'sync.last', {
            time: clockOf(last.at),
          })}{' '}
          {say(last.sentence)}
        </p>
      )}
      {!running && retry && (
        <p role="status" data-testid="sync-retry">
          {t('sync.retry', {
            attempt: retry.attempt,
            seconds: Math.max(0, Math.ceil((Date.parse(retry.at) - now) / 1000)),
          })}
        </p>
      )}
      {!running && !last && <p className="quiet">{t('sync.never')}</p>}
      {running ? (
        <ActionButton onPress={() => void act.call(() => client.cancelSync())} testId="cancel-sync">
          {t('sync.cancel')}
        </ActionButton>
      ) : (
        <ActionButton
          look="primary"
          hint="Alt+Y"
          onPress={() => void act.call(() => client.sync())}
          testId="sync-now"
        >
          {t('sync.go')}
        </ActionButton>
      )}
      {!running && retry && (
        <ActionButton onPress={() => void act.call(() => client.cancelSync())} testId="cancel-retry">
          {t('sync.retry-cancel')}
        </ActionButton>
      )}
      <CarriedBatches />
      {skewMs !== null && (
        <p className="tone-warn">
          {t(skewMs > 0 ? 'sync.skew-ahead' : 'sync.skew-behind', {
            seconds: Math.round(Math.abs(skewMs) / 1000),
          })}
        </p>
      )}
      <LedgerNotices />
      <FrozenDocuments />
      {view.sync.members && isNews(view.sync.members.at, now) && (
        <MembersChanged members={view.sync.members} />
      )}
      {view.shared && <SharedFacts shared={view.shared} />}
    </section>
  )
}

const CHANGES_SHOWN = 4
const DAY_MS = 24 * 3_600_000

/** Members that changed are news for a day; after that, `members list` has them. */
const isNews = (at: string, now: number): boolean => now - Date.parse(at) < DAY_MS

/** Who was let in, ended or revoked, by the newest list of members that came with a sync. */
const MembersChanged = ({
  members: { at, changes },
}: {
  members: NonNullable<ReturnType<typeof useStation>['view']['sync']['members']>
}) => {
  const { t, say } = useWords()
  const more = changes.length - CHANGES_SHOWN
  return (
    <div className="quiet" data-testid="members-changed">
      <p>{t('sync.members', { time: clockOf(at) })}</p>
      <ul className="sync-notes">
        {changes.slice(0, CHANGES_SHOWN).map((change) => (
          <li key={JSON.stringify(change)}>{say(change)}</li>
        ))}
        {more > 0 && <li>{t('sync.members-more', { n: more })}</li>}
      </ul>
    </div>
  )
}
