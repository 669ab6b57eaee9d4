import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { GridList, GridListItem } from 'react-aria-components'
import type { LabelView } from '../../core/contract/station-view.ts'
import { useStation } from '../connection/station-context.ts'
import { useAct } from '../connection/use-act.ts'
import { clockOf } from '../format/clock.ts'
import { ActionButton } from '../parts/action-button.tsx'
import { LabelPicture } from '../parts/label-picture.tsx'
import { LabelSteps } from '../parts/label-steps.tsx'
import { useWords } from '../words/use-words.ts'
import { labelsInDoubt, labelsWaiting } from './devices/device-order.ts'
import { VoidDialog } from './void-dialog.tsx'

const SHOWN_MAX = 200

const filters = ['all', 'doubt', 'waiting', 'scan-back'] as const
type Filter = (typeof filters)[number]

/** The newest labels, or those that something is still to be done about, oldest first, however old they are. */
function rowsOf(
  filter: Filter,
  newest: readonly LabelView[],
  outstanding: readonly LabelView[],
): readonly LabelView[] {
  if (filter === 'all') return newest
  if (filter === 'doubt') return labelsInDoubt(outstanding)
  if (filter === 'waiting') return labelsWaiting(outstanding)
  return outstanding.filter((label) => label.state === 'printed').toSorted((a, b) => a.job - b.job)
}

/** What has been printed, and what became of it. */
export const LabelsScreen = () => {
  const { client, view } = useStation()
  const { t, say } = useWords()
  const labels = useQuery({
    queryKey: ['labels', view.revision],
    queryFn: () => client.labels({ limit: SHOWN_MAX }),
    placeholderData: keepPreviousData,
  })
  const [chosen, setChosen] = useState<number | null>(null)
  const [filter, setFilter] = useState<Filter>('all')
  const counts = {
    doubt: labelsInDoubt(view.outstanding).length,
    waiting: labelsWaiting(view.outstanding).length,
    'scan-back': view.outstanding.filter((label) => label.state === 'printed').length,
  }
  const rows = rowsOf(filter, labels.data ?? [], view.outstanding)
  const label = rows.find((row) => row.job === chosen) ?? null
  return (
    <main className="two-columns">
      <section className="card scrolls">
        <h1>{t('labels.title')}</h1>
        <fieldset className="filters" aria-label={t('labels.filter')}>
          {filters.map((name) => (
            <ActionButton
              key={name}
              look={name === filter ? 'primary' : 'plain'}
              aria-pressed={name === filter}
              onPress={() => setFilter(name)}
              testId={`filter-${name}`}
            >
              {name === 'all' ? t('labels.filter.all') : t(`labels.filter.${name}`, { n: counts[name] })}
            </ActionButton>
          ))}
        </fieldset>
        {filter === 'doubt' && rows.length > 0 && <p className="quiet">{t('labels.doubt-hint')}</p>}
        {filter === 'waiting' && rows.length > 0 && (
          <p className="quiet" data-testid="waiting-why">
            {rows[0]?.waits ? say(rows[0].waits) : t('labels.waiting-hint')}
          </p>
        )}
        {labels.data && rows.length === 0 && (
          <p className="quiet">{t(filter === 'all' ? 'labels.none' : 'labels.none-such')}</p>
        )}
        <GridList
          aria-label={t('labels.title')}
          className="label-rows"
          selectionMode="single"
          selectionBehavior="replace"
          selectedKeys={chosen === null ? [] : [chosen]}
          onSelectionChange={(keys) => {
            const [first] = keys === 'all' ? [] : keys
            setChosen(typeof first === 'number' ? first : null)
          }}
          items={rows}
        >
          {(row) => (
            <GridListItem id={row.job} textValue={row.serial} className="label-row">
              <span>{clockOf(row.at)}</span>
              <span>{t(`label.kind.${row.kind}`)}</span>
              <code>{row.serial}</code>
              <span className="quiet">{t('line.title', { asn: row.asn, line: row.line, lot: row.lot })}</span>
              <span className={`badge badge-${row.state}`}>{t(`label.state.${row.state}`)}</span>
            </GridListItem>
          )}
        </GridList>
      </section>
      <section className="card">
        {label ? <ChosenLabel label={label} /> : <p className="quiet">{t('labels.pick')}</p>}
      </section>
    </main>
  )
}

const ChosenLabel = ({ label }: { label: LabelView }) => {
  const { t, named, say } = useWords()
  const { client, view } = useStation()
  const { call } = useAct()
  const [isAsking, setAsking] = useState(false)
  return (
    <div className="stack">
      <h2>{label.serial}</h2>
      <LabelPicture key={label.job} label={label} />
      <LabelSteps state={label.state} />
      <p className="quiet">
        GTIN {label.gtin} · {t('line.title', { asn: label.asn, line: label.line, lot: label.lot })}
      </p>
      {label.doubt && <p className="tone-warn">{say(label.doubt)}</p>}
      {label.waits && <p className="tone-warn">{say(label.waits)}</p>}
      {label.state === 'voided' && label.mayComeOut && (
        <p className="tone-stop">{t('labels.may-come-out')}</p>
      )}
      {label.reason && <p>{t('labels.reason', { reason: named('reason', label.reason) })}</p>}
      {view.training && (
        <ActionButton
          onPress={() => void call(() => client.training.scanLabel({ job: label.job }))}
          testId="practice-scan-chosen"
        >
          {t('practice.scan-chosen')}
        </ActionButton>
      )}
      {label.mayVoid !== 'no' && label.state !== 'voided' && (
        <ActionButton look="danger" onPress={() => setAsking(true)} testId="void-label">
          {t('labels.void')}
        </ActionButton>
      )}
      {isAsking && <VoidDialog label={label} onClose={() => setAsking(false)} />}
    </div>
  )
}
