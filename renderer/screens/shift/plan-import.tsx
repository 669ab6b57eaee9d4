import { useState } from 'react'
import { FileTrigger } from 'react-aria-components'
import type { StationView } from '../../../core/contract/station-view.ts'
import { toBase64Url } from '../../../core/encoding/base64.ts'
import type { StationClient } from '../../connection/station-client.ts'
import { useStation } from '../../connection/station-context.ts'
import { useAct } from '../../connection/use-act.ts'
import { useBroughtFile } from '../../input/use-brought-file.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { ProgressLine } from '../../parts/progress-line.tsx'
import { StationDialog } from '../../parts/station-dialog.tsx'
import { useWords } from '../../words/use-words.ts'
import { FileProblems } from '../file-problems.tsx'
import { PlanChanges } from './plan-changes.tsx'

type Answer = Awaited<ReturnType<StationClient['importPlan']>>

const separators = {
  ',': 'plan.separator.comma',
  ';': 'plan.separator.semicolon',
  '\t': 'plan.separator.tab',
} as const

/** The contract takes 24 MiB of base64url. */
const bound = { bytes: 16_000_000, limit: 16, word: 'page.plan-too-large' } as const

/** Brings a plan file in: whole, or not at all and with every place that is wrong. */
export const PlanImport = () => {
  const { client, view } = useStation()
  const { t } = useWords()
  const act = useAct()
  const [answer, setAnswer] = useState<Answer | null>(null)
  const onSelect = useBroughtFile(bound, async ({ fileName, bytes }) =>
    setAnswer(await act.call(() => client.importPlan({ fileName, bytes: toBase64Url(bytes) }))),
  )
  return (
    <>
      {view.planImport ? (
        <RunningImport running={view.planImport} />
      ) : (
        <FileTrigger acceptedFileTypes={['.json', '.csv', '.txt']} onSelect={onSelect}>
          <ActionButton testId="import-plan">{t('plan.import')}</ActionButton>
        </FileTrigger>
      )}
      {answer && <ImportAnswer answer={answer} onClose={() => setAnswer(null)} />}
    </>
  )
}

/** How far a large file is; scans go on beside it. */
const RunningImport = ({ running }: { running: NonNullable<StationView['planImport']> }) => {
  const { client } = useStation()
  const { t, number } = useWords()
  const act = useAct()
  const { file, stage, done, total } = running
  return (
    <div className="plan-running" role="status" data-testid="plan-running">
      <div className="plan-running-words">
        <span className="plan-running-file">{file}</span>
        <span className="quiet">
          {t(`plan.stage.${stage}`)}
          {total > 0 && stage !== 'store' && ` ${number(done)} / ${number(total)}`}
        </span>
        <ProgressLine label={t('plan.progress')} value={overall(running)} max={100} />
      </div>
      <ActionButton
        isDisabled={stage === 'store'}
        onPress={() => void act.call(() => client.cancelImport())}
        testId="cancel-import"
      >
        {t('cancel')}
      </ActionButton>
    </div>
  )
}

/** Percent of the whole way, by what the stages of a large plan were measured to take. */
function overall({ stage, done, total }: NonNullable<StationView['planImport']>): number {
  const part = total > 0 ? done / total : 0
  return { read: 2, check: 10 + 20 * part, decide: 30 + 60 * part, store: 95 }[stage]
}

const ImportAnswer = ({ answer, onClose }: { answer: Answer; onClose: () => void }) => {
  const { t, number } = useWords()
  return (
    <StationDialog
      title={t(answer.ok ? 'plan.title-taken' : 'plan.title-refused')}
      onClose={onClose}
      isWide={!answer.ok || answer.asns.some(({ diff }) => diff)}
    >
      {answer.ok && (
        <p className="quiet" data-testid="plan-report">
          {t('plan.report', {
            rows: number(answer.report.rows),
            form: answer.report.form.toUpperCase(),
            encoding: t(`plan.encoding.${answer.report.encoding}`),
          })}
          {answer.report.separator && ` · ${t(separators[answer.report.separator])}`}
        </p>
      )}
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
        <FileProblems
          hint={t('plan.refused-hint')}
          problems={answer.problems}
          total={answer.total}
          testId="plan-problems"
        />
      )}
      <div className="dialog-actions">
        <ActionButton hint="Esc" look="primary" onPress={onClose} autoFocus testId="close-answer">
          {t('close')}
        </ActionButton>
      </div>
    </StationDialog>
  )
}
