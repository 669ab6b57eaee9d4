import type { DraftConflictView } from '../../../../../core/contract/drafts.ts'
import { ActionButton } from '../../../../parts/action-button.tsx'
import { useWords } from '../../../../words/use-words.ts'
import { when } from '../when.ts'

interface Props {
  readonly of: readonly DraftConflictView[]
  readonly onChoose: (place: string, word: string) => void
}

/** Rules that two have written at once: both forms, who wrote each, and a choice. The first stands until somebody chooses. */
export const DraftConflicts = ({ of, onChoose }: Props) => {
  const { t, language } = useWords()
  return of.map(({ place, id, forms }) => (
    <section key={place} className="draft-conflict" data-testid={`conflict-${id}`}>
      <h3 className="tone-warn">{t('drafts.conflict', { id })}</h3>
      <ul>
        {forms.map(({ word, words, by, station, t: at }, n) => (
          <li key={word}>
            <p>{words[language]}</p>
            <p className="quiet">
              {t('drafts.last', { t: when(at), by, station })}
              {n === 0 && ` · ${t('drafts.stands')}`}
            </p>
            <ActionButton onPress={() => onChoose(place, word)} testId={`choose-${id}-${n + 1}`}>
              {t('drafts.choose')}
            </ActionButton>
          </li>
        ))}
      </ul>
    </section>
  ))
}
