import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Input, Label, SearchField } from 'react-aria-components'
import type { RuleWords } from '../../../../core/contract/rules.ts'
import { useStation } from '../../../connection/station-context.ts'
import { useWords } from '../../../words/use-words.ts'

/** Rules of one list that are shown at once; a search finds the others. */
const SHOWN_MAX = 100

const lists = [
  'categories',
  'whitelist',
  'factoryEvaluation',
  'containerLoading',
  'circulation',
  'ingredients',
  'labels',
] as const

interface Props {
  readonly hash: string
  /** Whether it is what people come for: else it is folded away below what changes. */
  readonly isOpen: boolean
}

/** A whole set in words, list by list: access, whitelist, the four samplings, labels. */
export const RulesInWords = ({ hash, isOpen }: Props) => {
  const { client } = useStation()
  const { t, language } = useWords()
  const [unfolded, setUnfolded] = useState(isOpen)
  const [wanted, setWanted] = useState('')
  const { data } = useQuery({
    queryKey: ['rules-show', hash],
    queryFn: () => client.rules.show({ hash }),
    enabled: unfolded,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const text = wanted.trim().toLowerCase()
  const fits = ({ id, words }: RuleWords) =>
    text === '' || id.toLowerCase().includes(text) || words[language].toLowerCase().includes(text)
  return (
    <details
      open={unfolded}
      onToggle={(event) => setUnfolded(event.currentTarget.open)}
      className="rules-words"
      data-testid="rules-words"
    >
      <summary>
        <h3>{t('rules.in-words')}</h3>
      </summary>
      <SearchField value={wanted} onChange={setWanted} className="field">
        <Label>{t('rules.search')}</Label>
        <Input data-testid="rules-search" />
      </SearchField>
      {data &&
        lists.map((list) => {
          const all = data.rules.filter((rule) => rule.list === list)
          return (
            <RuleList
              key={list}
              list={list}
              all={all.length}
              rules={all.filter(fits)}
              isSearch={text !== ''}
            />
          )
        })}
    </details>
  )
}

interface ListProps {
  readonly list: (typeof lists)[number]
  readonly all: number
  readonly rules: readonly RuleWords[]
  readonly isSearch: boolean
}

const RuleList = ({ list, all, rules, isSearch }: ListProps) => {
  const { t, number, language } = useWords()
  if (isSearch && rules.length === 0) return null
  const left = rules.length - SHOWN_MAX
  return (
    <section className="rules-list">
      <h4>
        {t(`rules.list.${list}`)}{' '}
        <span className="quiet">{isSearch ? `${number(rules.length)} / ${number(all)}` : number(all)}</span>
      </h4>
      {all === 0 && <p className="quiet">{t('rules.list-empty')}</p>}
      <dl className="rules-sentences">
        {rules.slice(0, SHOWN_MAX).map(({ id, words }) => (
          <div key={id}>
            <dt>{id}</dt>
            <dd>{words[language]}</dd>
          </div>
        ))}
      </dl>
      {left > 0 && <p className="quiet">{t('rules.more', { n: number(left) })}</p>}
    </section>
  )
}
