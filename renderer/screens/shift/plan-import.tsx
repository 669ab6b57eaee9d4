import { useState } from 'react'
import { FileTrigger } from 'react-aria-components'
import { toBase64Url } from '../../../core/encoding/base64.ts'
import type { StationClient } from '../../connection/station-client.ts'
import { useStation } from '../../connection/station-context.ts'
import { useAct } from '../../connection/use-act.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { StationDialog } from '../../parts/station-dialog.tsx'
import { useWords } from '../../words/use-words.ts'
import { PlanChanges } from './plan-changes.tsx'

type Answer = Awaited<ReturnType<StationClient['importPlan']>>

/** The contract takes 24 MiB of base64url. */
const FILE_MB_MAX = 16

/** Brings a plan file in: whole, or not at all and with every place that is wrong. */
export const PlanImport = () => {
  const { client } = useStation()
  const { t } = useWords()
  const act = useAct()
  const [answer, setAnswer] = useState<Answer | null>(null)
  const take = async (file: File | undefined) => {
    if (!file) return
    if (file.size > FILE_MB_MAX * 1_000_000)
      return act.tell({ kind: 'word', word: 'page.plan-too-large', fill: { limit: FILE_MB_MAX } })
    const bytes = toBase64Url(new Uint8Array(await file.arrayBuffer()))
    setAnswer(await act.call(() => client.importPlan({ fileName: file.name.slice(-255), bytes })))
  }
  return (
    <>
      <FileTrigger acceptedFileTypes={['.json', '.csv', '.txt']} onSelect={(files) => void take(files?.[0])}>
        <ActionButton testId="import-plan">{t('plan.import')}</ActionButton>
      </FileTrigger>
      {answer && <ImportAnswer answer={answer} onClose={() => setAnswer(null)} />}
    </>
  )
}

const ImportAnswer = ({ answer, onClose }: { answer: Answer; onClose: () => void }) => {
  const { t, say } = useWords()
  return (
    <StationDialog
      title={t(answer.ok ? 'plan.title-taken' : 'plan.title-refused')}
      onClose={onClose}
      isWide={!answer.ok || answer.asns.some(({ diff }) => diff)}
    >
      {answer.ok && (
        <ul className="plain-list" data-testid="plan-taken">
          {answer.asns.map(({ asn, outcome, lines, diff }) => (
            <li key={asn}>
              {t(`plan.${outcome}`, { asn, lines })}
              {diff && <PlanChanges asn={asn} diff={diff} />}
            </li>
          ))}
        </ul>
      )}
      {!answer.ok && (
        <>
          <p>{t('plan.refused-hint')}</p>
          <div className="scrolls">
            <table className="table" data-testid="plan-problems">
              <thead>
                <tr>
                  <th scope="col">{t('plan.column.place')}</th>
                  <th scope="col">{t('plan.column.value')}</th>
                  <th scope="col">{t('plan.column.reason')}</th>
                </tr>
              </thead>
              <tbody>
                {answer.problems.map(({ file, row, column, value, code }) => (
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
          </div>
        </>
      )}
      <div className="dialog-actions">
        <ActionButton hint="Esc" look="primary" onPress={onClose} autoFocus testId="close-answer">
          {t('close')}
        </ActionButton>
      </div>
    </StationDialog>
  )
}
