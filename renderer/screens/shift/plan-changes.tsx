import type { StationClient } from '../../connection/station-client.ts'
import { useWords } from '../../words/use-words.ts'

type Answer = Awaited<ReturnType<StationClient['importPlan']>>
type Taken = Extract<Answer, { ok: true }>['asns'][number]
type Revision = NonNullable<Taken['diff']>

/** What a new revision of an ASN changed, cell by cell, so that a person sees what was taken in their name. */
export const PlanChanges = ({ asn, diff }: { asn: string; diff: Revision }) => {
  const { t } = useWords()
  const columns = ['line', 'lot', 'field', 'before', 'after'] as const
  const { added, removed, changed, changes, more } = diff
  return (
    <>
      <p className="quiet">{t('plan.change.counts', { added, removed, changed })}</p>
      {changes.length > 0 && (
        <div className="scrolls">
          <table className="table" aria-label={asn} data-testid="plan-changes">
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {t(`plan.change.column.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {changes.map((change) => (
                <Row key={`${change.kind}/${change.line}/${change.lot}/${change.field}`} change={change} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {more > 0 && <p className="quiet">{t('plan.change.more', { more })}</p>}
    </>
  )
}

const Row = ({ change }: { change: Revision['changes'][number] }) => {
  const { t, named } = useWords()
  const { kind, line, lot, field, before, after } = change
  const none = <span className="quiet">{t('plan.change.nothing')}</span>
  return (
    <tr>
      <td>{kind === 'asn' ? <span className="quiet">{t('plan.change.every-line')}</span> : line}</td>
      <td>{lot}</td>
      <td>
        {named('plan.field', field)}
        {(kind === 'added' || kind === 'removed') && (
          <span className="quiet"> · {t(`plan.change.${kind}`)}</span>
        )}
      </td>
      <td>{before === '' ? none : <code>{before}</code>}</td>
      <td>{after === '' ? none : <code>{after}</code>}</td>
    </tr>
  )
}
