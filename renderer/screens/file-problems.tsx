import type { FailureData } from '../../core/contract/failure.ts'
import { useWords } from '../words/use-words.ts'

interface Props {
  readonly hint: string
  readonly problems: readonly FileProblem[]
  /** How many there are; not all of them are shown. */
  readonly total: number
  readonly testId: string
}

interface FileProblem {
  readonly file: string
  /** 0: the file as a whole */
  readonly row: number
  readonly column: string
  readonly value: string
  readonly code: FailureData['code']
}

/** Every place of a file that is wrong, what stands there and what would be right. */
export const FileProblems = ({ hint, problems, total, testId }: Props) => {
  const { t, say, number } = useWords()
  return (
    <>
      <p>{hint}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <section className="scrolls file-problems" tabIndex={0} aria-label={hint}>
        <table className="table" data-testid={testId}>
          <thead>
            <tr>
              <th scope="col">{t('plan.column.place')}</th>
              <th scope="col">{t('plan.column.value')}</th>
              <th scope="col">{t('plan.column.reason')}</th>
            </tr>
          </thead>
          <tbody>
            {problems.map(({ file, row, column, value, code }) => (
              <tr key={`${file}/${row}/${column}/${code}/${value}`}>
                <td>{row === 0 ? file : t('plan.place', { file, row, column })}</td>
                <td>
                  <code>{value}</code>
                </td>
                <td>{say({ code, detail: { file, row, column, value } })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {total > problems.length && (
        <p className="quiet">
          {t('plan.more-problems', { shown: number(problems.length), total: number(total) })}
        </p>
      )}
    </>
  )
}
