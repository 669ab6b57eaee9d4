import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { RulesChange, RulesDiffAnswer } from '../../../../core/contract/rules.ts'
import { useStation } from '../../../connection/station-context.ts'
import { useWords } from '../../../words/use-words.ts'

const signs = { added: '+', removed: '−', changed: '~' } as const
/** More are told by their number: nobody reads thousands before they approve. */
const SHOWN_MAX = 300

const Change = ({ of }: { of: RulesChange }) => {
  const { t, language } = useWords()
  const { kind, list, id, before, after, fields } = of
  return (
    <li className={`rules-change rules-${kind}`} data-testid={`change-${id}`}>
      <span className="rules-sign" aria-hidden>
        {signs[kind]}
      </span>
      <div>
        <strong>{t('rules.change-of', { change: t(`rules.change.${kind}`), id })}</strong>{' '}
        <span className="quiet">{t(`rules.list.${list}`)}</span>
        {kind === 'removed' && before && (
          <p>
            <del>{before[language]}</del>
          </p>
        )}
        {kind !== 'removed' && after && <p>{after[language]}</p>}
        {fields.map((words) => (
          <p key={words.en} className="rules-field">
            {words[language]}
          </p>
        ))}
      </div>
    </li>
  )
}

/** What a draft changes of the set in force, rule by rule, in words: colours, and a sign for who does not see them. */
export const RulesDifference = ({ hash }: { hash: string }) => {
  const { client, view } = useStation()
  const { data } = useQuery({
    queryKey: ['rules-diff', hash, view.revision],
    queryFn: () => client.rules.diff({ hash, against: null }),
    placeholderData: keepPreviousData,
  })
  return data ? <DifferenceShown data={data} /> : null
}

/** A difference in words: colours, and a sign for who does not see them. */
export const DifferenceShown = ({ data }: { data: RulesDiffAnswer }) => {
  const { t, number, language } = useWords()
  const { set, changes, more, from } = data
  const counts = (['added', 'removed', 'changed'] as const).map(
    (kind) => `${signs[kind]} ${number(changes.filter((change) => change.kind === kind).length)}`,
  )
  const left = more + Math.max(0, changes.length - SHOWN_MAX)
  return (
    <section className="stack" data-testid="rules-difference">
      <header className="card-head">
        <h3>{t('rules.difference', { version: from.version })}</h3>
        <span className="quiet">{counts.join('   ')}</span>
      </header>
      {set.map((words) => (
        <p key={words.en} className="quiet rules-field">
          {words[language]}
        </p>
      ))}
      {changes.length === 0 && <p>{t('rules.no-difference')}</p>}
      <ul className="rules-changes">
        {changes.slice(0, SHOWN_MAX).map((change) => (
          <Change key={`${change.list} ${change.id}`} of={change} />
        ))}
      </ul>
      {left > 0 && <p className="quiet">{t('rules.more', { n: number(left) })}</p>}
    </section>
  )
}
