import { useStation } from '../../../connection/station-context.ts'
import { useAct } from '../../../connection/use-act.ts'
import { ActionButton } from '../../../parts/action-button.tsx'
import { useWords } from '../../../words/use-words.ts'

const answers = ['conformant', 'one-too-many', 'wrong-lot'] as const

/** Training: the sample agency answers at once, as one wants it to. */
export const PracticeAnswers = ({ task }: { task: string }) => {
  const { client } = useStation()
  const { t } = useWords()
  const act = useAct()
  return (
    <section className="practice-answers" aria-label={t('inspections.practice')}>
      <h3>{t('inspections.practice')}</h3>
      <div className="button-row">
        {answers.map((answer) => (
          <ActionButton
            key={answer}
            onPress={() => act.call(() => client.inspections.practise({ task, answer }))}
            testId={`practise-${answer}`}
          >
            {t(`inspections.answer.${answer}`)}
          </ActionButton>
        ))}
      </div>
    </section>
  )
}
