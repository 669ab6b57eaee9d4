import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { DraftShowAnswer } from '../../../../../core/contract/drafts.ts'
import type { RulesTaken } from '../../../../../core/contract/rules.ts'
import { useStation } from '../../../../connection/station-context.ts'
import { useAct } from '../../../../connection/use-act.ts'
import { useKeys } from '../../../../input/use-keys.ts'
import { ActionButton } from '../../../../parts/action-button.tsx'
import { SelectField } from '../../../../parts/choice-field.tsx'
import { useWords } from '../../../../words/use-words.ts'
import { Refused } from '../bring-rules.tsx'
import { DryRun } from '../dry-run.tsx'
import { DifferenceShown } from '../rules-difference.tsx'
import { when } from '../when.ts'
import { DraftConflicts } from './draft-conflicts.tsx'
import { type EditedRule, RuleForm } from './rule-form.tsx'
import { SetForm } from './set-form.tsx'

interface Props {
  readonly draft: string
  /** The hash of the set that was handed over. */
  readonly onProposed: (hash: string) => void
}

/** One draft: who wrote last, what contradicts, what is wrong, what it changes; and what may be done with it. */
export const ChosenDraft = ({ draft, onProposed }: Props) => {
  const { client, view } = useStation()
  const { t, say, language } = useWords()
  const act = useAct()
  const [edited, setEdited] = useState<EditedRule | null>(null)
  const [isSetEdited, setSetEdited] = useState(false)
  const [refused, setRefused] = useState<Extract<RulesTaken, { ok: false }> | null>(null)
  const [shownNow, setShownNow] = useState<DraftShowAnswer | null>(null)
  const { data, error } = useQuery({
    queryKey: ['draft', draft, view.revision],
    queryFn: () => client.drafts.show({ draft }),
    placeholderData: keepPreviousData,
    retry: false,
  })
  const { data: words } = useQuery({
    queryKey: ['draft-words', draft, view.revision],
    queryFn: () => client.drafts.words({ draft }),
    placeholderData: keepPreviousData,
    retry: false,
  })
  const shown = data ?? shownNow
  const isOpen = shown?.draft.state === 'open'
  const hand = async () => {
    const seen = shown?.check.set?.hash ?? null
    const taken = await act.call(() => client.drafts.propose({ draft, seen }))
    if (taken?.ok) onProposed(taken.hash)
    else setRefused(taken)
  }
  useKeys({ 'Alt+KeyG': isOpen ? () => void hand() : undefined })
  if (error && !shown) return <p className="tone-warn">{t('drafts.base-missing')}</p>
  if (!shown) return null
  const { draft: of, edits, conflicts, elsewhere, check, diff } = shown
  const move = (work: () => Promise<DraftShowAnswer>) => void act.call(work).then((made) => setShownNow(made))
  const open = async (place: string) => {
    const at = words?.rules.find(({ list, id }) => `${list}/${id}` === place)
    const rule = at && (await act.call(() => client.drafts.rule({ draft, place })))
    if (at && rule?.now) setEdited({ list: at.list, id: at.id, rule: rule.now as EditedRule['rule'] })
  }
  return (
    <div className="stack" data-testid="chosen-draft">
      <header className="card-head">
        <h2>{of.title}</h2>
        <span className="badge badge-rules-draft">{t(`drafts.state.${of.state}`)}</span>
      </header>
      <p className="quiet">
        {t('drafts.becomes', { name: of.name, version: of.version, day: of.validFrom })}
        {' · '}
        {t('drafts.last', { t: when(of.last.t), by: of.last.by, station: of.last.station })}
      </p>
      {of.kept && (
        <p className="tone-warn" role="status" data-testid="draft-kept">
          {t(`drafts.kept-${of.kept.state}`, { by: of.kept.by, station: of.kept.station })}
        </p>
      )}
      <div className="button-row">
        {isOpen && (
          <ActionButton hint="Alt+G" look="primary" onPress={() => void hand()} testId="propose-draft">
            {t('drafts.propose')}
          </ActionButton>
        )}
        {of.behind && isOpen && (
          <ActionButton onPress={() => move(() => client.drafts.rebase({ draft }))} testId="rebase-draft">
            {t('drafts.rebase')}
          </ActionButton>
        )}
        {of.state !== 'open' ? (
          <ActionButton onPress={() => move(() => client.drafts.reopen({ draft }))} testId="reopen-draft">
            {t(of.state === 'discarded' ? 'drafts.undo' : 'drafts.reopen')}
          </ActionButton>
        ) : (
          <ActionButton
            look="danger"
            onPress={() => move(() => client.drafts.discard({ draft }))}
            testId="discard-draft"
          >
            {t('drafts.discard')}
          </ActionButton>
        )}
      </div>
      <DraftConflicts
        of={conflicts}
        onChoose={(place, word) => move(() => client.drafts.choose({ draft, place, word }))}
      />
      {isOpen && (
        <section className="draft-edit">
          <SelectField
            label={t('drafts.edit-rule')}
            value=""
            options={[
              { value: '', word: t('drafts.choose-rule') },
              ...(words?.rules ?? []).map(({ list, id }) => ({
                value: `${list}/${id}`,
                word: `${t(`rules.list.${list}`)}: ${id}`,
              })),
            ]}
            onChoose={(place) => void open(place)}
            testId="edit-rule"
          />
          {(['whitelist', 'categories'] as const).map((list) => (
            <ActionButton
              key={list}
              onPress={() =>
                setEdited({ list, id: '', rule: list === 'categories' ? { trace: 'trace' } : {} })
              }
              testId={`add-${list}`}
            >
              {t(`drafts.new-${list}`)}
            </ActionButton>
          ))}
          <ActionButton onPress={() => setSetEdited(true)} testId="edit-set">
            {t('drafts.set')}
          </ActionButton>
        </section>
      )}
      {check.problems.length > 0 && (
        <ul className="rules-problems" data-testid="draft-problems">
          {check.problems.map(({ at, level, sentence }) => (
            <li key={`${at} ${sentence.code}`}>
              <strong className={level === 'error' ? 'tone-stop' : 'tone-warn'}>
                {t(`rules.level.${level}`)}
              </strong>{' '}
              <code>{at}</code> {say(sentence)}
            </li>
          ))}
        </ul>
      )}
      {elsewhere.length > 0 && (
        <p className="tone-warn">
          {t('drafts.elsewhere', { ids: elsewhere.map(({ id }) => id).join(', ') })}
        </p>
      )}
      <DifferenceShown data={diff} />
      {edits.length > 0 && (
        <details className="rules-warnings">
          <summary>{t('drafts.who', { n: edits.length })}</summary>
          <ul>
            {edits.map(({ place, id, words: says, by, station, t: at }) => (
              <li key={place}>
                <strong>{id}</strong> {says[language]}{' '}
                <span className="quiet">{t('drafts.last', { t: when(at), by, station })}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      <DryRun key={draft} run={(days) => client.drafts.dryRun({ draft, ...days })} />
      {edited && (
        <RuleForm
          draft={draft}
          of={edited}
          onDone={(made) => {
            setShownNow(made)
            setEdited(null)
          }}
          onClose={() => setEdited(null)}
        />
      )}
      {isSetEdited && <SetForm of={of} onDone={setShownNow} onClose={() => setSetEdited(false)} />}
      {refused && <Refused refused={refused} onClose={() => setRefused(null)} />}
    </div>
  )
}
