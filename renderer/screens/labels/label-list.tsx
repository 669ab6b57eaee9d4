import { GridList, GridListItem } from 'react-aria-components'
import type { LabelHistoryItem } from '../../../core/contract/label-history.ts'
import { clockOf, dateAndClockOf } from '../../format/clock.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { useWords } from '../../words/use-words.ts'

export const LABEL_LIST = 'label-list'

/** As much of a label as a line of the list shows. */
export type LabelRow = Pick<
  LabelHistoryItem,
  'job' | 'kind' | 'serial' | 'asn' | 'line' | 'lot' | 'state' | 'at'
>

interface Props {
  readonly rows: readonly LabelRow[]
  readonly chosen: number | null
  readonly onChoose: (job: number | null) => void
  readonly onMore: (() => void) | null
  readonly isLoading: boolean
  /** Whether the list is part of all there are. */
  readonly isAsking: boolean
}

const dayOf = (time: string): string => time.slice(0, 10)

/** Labels, those of today by their time, others by their day too. Arrows go through them, Enter shows one. */
export const LabelList = ({ rows, chosen, onChoose, onMore, isLoading, isAsking }: Props) => {
  const { t } = useWords()
  const newest = rows[0] ? dayOf(rows[0].at) : ''
  if (rows.length === 0 && !onMore)
    return (
      <p className="quiet" role="status" data-testid="labels-none">
        {isLoading ? t('labels.loading') : t(isAsking ? 'labels.none-such' : 'labels.none')}
      </p>
    )
  return (
    <>
      <GridList
        id={LABEL_LIST}
        aria-label={t('labels.title')}
        className="label-rows"
        selectionMode="single"
        selectionBehavior="replace"
        selectedKeys={chosen === null ? [] : [chosen]}
        onSelectionChange={(keys) => {
          const [first] = keys === 'all' ? [] : keys
          onChoose(typeof first === 'number' ? first : null)
        }}
        items={rows.map((row) => ({ ...row, id: row.job }))}
      >
        {(row) => (
          <GridListItem id={row.job} textValue={row.serial} className="label-row">
            <span>{dayOf(row.at) === newest ? clockOf(row.at) : dateAndClockOf(row.at).slice(2, 16)}</span>
            <span>{t(`label.kind.${row.kind}`)}</span>
            <code>{row.serial}</code>
            <span className="quiet">{t('line.title', { asn: row.asn, line: row.line, lot: row.lot })}</span>
            <span className={`badge badge-${row.state}`}>{t(`label.state.${row.state}`)}</span>
          </GridListItem>
        )}
      </GridList>
      <p className="quiet" role="status">
        {isLoading ? t('labels.loading') : t(onMore ? 'found.newest' : 'found.count', { n: rows.length })}
      </p>
      {onMore && (
        <ActionButton hint="Alt+M" onPress={onMore} isDisabled={isLoading} testId="labels-more">
          {t('found.more')}
        </ActionButton>
      )}
    </>
  )
}
