import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { GridList, GridListItem } from 'react-aria-components'
import type { RulesView } from '../../../../core/contract/rules.ts'
import { useStation } from '../../../connection/station-context.ts'
import { useWords } from '../../../words/use-words.ts'
import { BringRules } from './bring-rules.tsx'
import { ChosenSet } from './chosen-set.tsx'
import { ChosenDraft } from './drafts/chosen-draft.tsx'
import { DraftList } from './drafts/draft-list.tsx'
import { when } from './when.ts'

/** Whether somebody is waited for: what is shown first. */
const waits = ({ standing }: RulesView) => standing === 'draft' || standing === 'approved-once'

const SetRow = ({ of }: { of: RulesView }) => {
  const { t } = useWords()
  const { hash, name, version, standing, came, shipped, inForceSince } = of
  return (
    <GridListItem id={hash} textValue={`${name} ${version}`} className="label-row rules-row">
      <strong>{t('rules.version', { version })}</strong>
      <span className={`badge badge-rules-${standing}`} data-testid={`standing-v${version}`}>
        {t(`rules.standing.${standing}`)}
      </span>
      <span className="rules-name">{name}</span>
      <span className="quiet rules-name">
        {shipped
          ? t('rules.shipped')
          : came &&
            t('rules.came', { t: when(inForceSince ?? came.t), by: came.by ?? t('rules.from-elsewhere') })}
      </span>
    </GridListItem>
  )
}

/** Rule sets: the one that counts, drafts with what they would change, and the two people who approve them. */
export const RulesTab = () => {
  const { client, view } = useStation()
  const { t } = useWords()
  const [chosen, setChosen] = useState<string | null>(null)
  const [draft, setDraft] = useState<string | null>(null)
  const { data } = useQuery({
    queryKey: ['rules', view.revision],
    queryFn: () => client.rules.list(),
    placeholderData: keepPreviousData,
  })
  const { data: drafts } = useQuery({
    queryKey: ['drafts', view.revision],
    queryFn: () => client.drafts.list(),
    placeholderData: keepPreviousData,
  })
  if (!data) return null
  const choose = (hash: string) => {
    setDraft(null)
    setChosen(hash)
  }
  const { sets } = data
  const shown = sets.find(({ hash }) => hash === chosen) ?? sets.find(waits) ?? sets[0] ?? null
  return (
    <div className="control-columns rules-columns">
      <section className="card scrolls">
        <header className="card-head">
          <h1>{t('rules.title')}</h1>
          <BringRules onTaken={choose} />
        </header>
        <GridList
          aria-label={t('rules.title')}
          className="label-rows"
          selectionMode="single"
          selectionBehavior="replace"
          selectedKeys={shown && !draft ? [shown.hash] : []}
          onSelectionChange={(keys) => {
            const [first] = keys === 'all' ? [] : keys
            if (typeof first === 'string') choose(first)
          }}
          items={sets.map((set) => ({ id: set.hash, set }))}
        >
          {({ set }) => <SetRow of={set} />}
        </GridList>
        <DraftList of={drafts?.drafts ?? []} chosen={draft} onChoose={setDraft} />
      </section>
      <section className="card scrolls">
        {draft && <ChosenDraft key={draft} draft={draft} onProposed={choose} />}
        {!draft && shown && <ChosenSet key={shown.hash} of={shown} all={data} />}
      </section>
    </div>
  )
}
