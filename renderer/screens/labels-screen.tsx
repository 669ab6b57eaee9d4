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
import { ReasonDialog } from './reason-dialog.tsx'
import { voidReasons } from './reasons.ts'

const SHOWN_MAX = 200

/** What has been printed, and what became of it. */
export const LabelsScreen = () => {
  const { client, view } = useStation()
  const { t } = useWords()
  const labels = useQuery({
    queryKey: ['labels', view.revision],
    queryFn: () => client.labels({ limit: SHOWN_MAX }),
    placeholderData: keepPreviousData,
  })
  const [chosen, setChosen] = useState<number | null>(null)
  const rows = labels.data ?? []
  const label = rows.find((row) => row.job === chosen) ?? null
  return (
    <main className="two-columns">
      <section className="card scrolls">
        <h1>{t('labels.title')}</h1>
        {labels.data && rows.length === 0 && <p className="quiet">{t('labels.none')}</p>}
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
  const { t, named } = useWords()
  const { client, view } = useStation()
  const { press, call } = useAct()
  const [isAsking, setAsking] = useState(false)
  const voidIt = async (reason: string) => {
    setAsking(false)
    await press({ key: 'void', serial: label.serial, reason })
  }
  return (
    <div className="stack">
      <h2>{label.serial}</h2>
      <LabelPicture key={label.job} label={label} />
      <LabelSteps state={label.state} />
      <p className="quiet">
        GTIN {label.gtin} · {t('line.title', { asn: label.asn, line: label.line, lot: label.lot })}
      </p>
      {label.reason && <p>{t('labels.reason', { reason: named('reason', label.reason) })}</p>}
      {view.training && (
        <ActionButton
          onPress={() => void call(() => client.training.scanLabel({ job: label.job }))}
          testId="practice-scan-chosen"
        >
          {t('practice.scan-chosen')}
        </ActionButton>
      )}
      {label.state !== 'voided' && (
        <ActionButton look="danger" onPress={() => setAsking(true)} testId="void-label">
          {t('labels.void')}
        </ActionButton>
      )}
      {isAsking && (
        <ReasonDialog
          title={t('void.title', { serial: label.serial })}
          hint={t('void.hint')}
          confirm={t('void.confirm')}
          reasons={voidReasons}
          onConfirm={(reason) => void voidIt(reason)}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  )
}
