import type { StationClient } from '../../../connection/station-client.ts'
import { ActionButton } from '../../../parts/action-button.tsx'
import { StationDialog } from '../../../parts/station-dialog.tsx'
import { useWords } from '../../../words/use-words.ts'
import { FileProblems } from '../../file-problems.tsx'
import { SupervisorDialog } from '../../supervisor-dialog.tsx'
import { fieldWord } from './field-words.ts'

type GoodsAnswer = Awaited<ReturnType<StationClient['catalogue']['take']>>
type Good = Extract<GoodsAnswer, { ok: true }>

interface Props {
  readonly answer: GoodsAnswer
  readonly fileName: string
  /** Takes it; what it throws is said in the dialog. */
  readonly take: (badge: string, passcode: string) => Promise<void>
  readonly onClose: () => void
}

/** What a file would change, or everything that is wrong with it; and the supervisor's word that it be taken. */
export const GoodsDifferences = ({ answer, fileName, take, onClose }: Props) => {
  const { t } = useWords()
  const title = t(answer.ok ? 'catalogue.would-change' : 'catalogue.refused', { file: fileName })
  if (answer.ok && answer.tables.some(({ added, changed, removed }) => added + changed + removed > 0))
    return (
      <SupervisorDialog
        title={title}
        hint={t('catalogue.take-hint')}
        confirm={t('catalogue.take')}
        isWide
        onSubmit={take}
        onClose={onClose}
      >
        <Differences answer={answer} />
      </SupervisorDialog>
    )
  return (
    <StationDialog title={title} onClose={onClose} isWide>
      {answer.ok ? (
        <Differences answer={answer} />
      ) : (
        <FileProblems
          hint={t('catalogue.refused-hint')}
          problems={answer.problems}
          total={answer.total}
          testId="goods-problems"
        />
      )}
      <div className="dialog-actions">
        <ActionButton hint="Esc" look="primary" onPress={onClose} autoFocus testId="goods-close">
          {t('close')}
        </ActionButton>
      </div>
    </StationDialog>
  )
}

const counted = ['added', 'changed', 'removed', 'unchanged', 'hidden', 'older'] as const
/** What is only worth a column when there is some. */
const rare: ReadonlySet<string> = new Set(['hidden', 'older'])

const Differences = ({ answer: { tables, changes, moreChanges } }: { answer: Good }) => {
  const { t, number } = useWords()
  const columns = counted.filter((column) => !rare.has(column) || tables.some((counts) => counts[column] > 0))
  return (
    <>
      <table className="table" data-testid="goods-counts">
        <thead>
          <tr>
            <th scope="col">{t('catalogue.table')}</th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {t(`catalogue.count.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {tables.map(({ table, ...counts }) => (
            <tr key={table}>
              <th scope="row">{t(`catalogue.table.${table}`)}</th>
              {columns.map((column) => (
                <td key={column}>{number(counts[column])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {tables.some(({ hidden }) => hidden > 0) && <p className="quiet">{t('catalogue.hidden-hint')}</p>}
      {changes.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
        <section className="scrolls goods-scroll" tabIndex={0} aria-label={t('catalogue.changes')}>
          <table className="table" data-testid="goods-changes">
            <thead>
              <tr>
                <th scope="col">{t('catalogue.row')}</th>
                <th scope="col">{t('catalogue.field')}</th>
                <th scope="col">{t('plan.change.column.before')}</th>
                <th scope="col">{t('plan.change.column.after')}</th>
              </tr>
            </thead>
            <tbody>
              {changes.flatMap(({ table, key, kind, fields }) =>
                fields.map(({ field, before, after }, at) => (
                  <tr key={`${table}/${key}/${field}`}>
                    <td>
                      {at === 0 && (
                        <>
                          <code>{key}</code> <span className="quiet">{t(`catalogue.kind.${kind}`)}</span>
                        </>
                      )}
                    </td>
                    <td>{fieldWord(field, t)}</td>
                    <td>{before}</td>
                    <td>{after}</td>
                  </tr>
                )),
              )}
            </tbody>
          </table>
        </section>
      )}
      {moreChanges > 0 && <p className="quiet">{t('plan.change.more', { more: number(moreChanges) })}</p>}
    </>
  )
}
