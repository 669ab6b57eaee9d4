import { useStation } from '../../connection/station-context.ts'
import { useWords } from '../../words/use-words.ts'

/** Each takes some lines to say what to do; a supervisor who has more asks for them all. */
const NOTICES_SHOWN = 2

/** What others have stated that contradicts this station's statements, and what to do about it. */
export const LedgerNotices = () => {
  const { view } = useStation()
  const { t, say } = useWords()
  const notices = view.sync.notices ?? []
  if (notices.length === 0) return null
  const more = notices.length - NOTICES_SHOWN
  return (
    <div data-testid="ledger-notices" role="status">
      <h3 className="tone-warn">■ {t('sync.notices.title', { n: notices.length })}</h3>
      <p className="quiet">{t('sync.notices.meaning')}</p>
      <ul className="sync-notes">
        {notices.slice(0, NOTICES_SHOWN).map(({ about, log, sentence }) => (
          <li key={`${about} ${log} ${sentence.code}`}>{say(sentence)}</li>
        ))}
        {more > 0 && <li>{t('sync.notices.more', { n: more })}</li>}
      </ul>
    </div>
  )
}
