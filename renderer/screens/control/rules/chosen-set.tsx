import { useState } from 'react'
import { Input, Label, TextField } from 'react-aria-components'
import type { RulesListAnswer, RulesView } from '../../../../core/contract/rules.ts'
import { fromBase64Url } from '../../../../core/encoding/base64.ts'
import { useStation } from '../../../connection/station-context.ts'
import { useAct } from '../../../connection/use-act.ts'
import { saveFile } from '../../../input/save-file.ts'
import { useKeys } from '../../../input/use-keys.ts'
import { ActionButton } from '../../../parts/action-button.tsx'
import { useWords } from '../../../words/use-words.ts'
import { SupervisorDialog } from '../../supervisor-dialog.tsx'
import { SupervisorReasonDialog } from '../../supervisor-reason-dialog.tsx'
import { ApprovalPlaces } from './approval-places.tsx'
import { DryRun } from './dry-run.tsx'
import { RulesDifference } from './rules-difference.tsx'
import { RulesInWords } from './rules-in-words.tsx'

interface Props {
  readonly of: RulesView
  readonly all: RulesListAnswer
}

type Asked = 'approve' | 'withdraw' | null

const REASON_MAX = 200

/** One rule set: who has approved it, what it changes and what it says, and what may be done with it. */
export const ChosenSet = ({ of, all }: Props) => {
  const { client } = useStation()
  const { t, say } = useWords()
  const act = useAct()
  const [asked, setAsked] = useState<Asked>(null)
  const { hash, name, version, standing, warnings, withdrawn } = of
  const mayApprove = standing === 'draft' || standing === 'approved-once'
  const mayWithdraw = mayApprove || standing === 'approved' || standing === 'outdated'
  const isOpen = mayApprove || standing === 'approved'
  const mayExport = (standing === 'in-force' || standing === 'superseded') && !of.shipped
  useKeys({ 'Alt+KeyG': mayApprove ? () => setAsked('approve') : undefined })
  const save = async () => {
    const made = await act.call(() => client.rules.exportSet({ hash }))
    if (made) saveFile(made.file, fromBase64Url(made.bytes))
  }
  return (
    <div className="stack">
      <header className="card-head">
        <h2>{t('rules.named', { name, version })}</h2>
        <span className={`badge badge-rules-${standing}`}>{t(`rules.standing.${standing}`)}</span>
      </header>
      <ApprovalPlaces of={of} />
      {withdrawn && (
        <p className="quiet">{t('rules.withdrawn', { by: withdrawn.by, reason: withdrawn.reason })}</p>
      )}
      {(mayApprove || mayWithdraw || mayExport) && (
        <div className="button-row">
          {mayApprove && (
            <ActionButton
              hint="Alt+G"
              look="primary"
              onPress={() => setAsked('approve')}
              testId="approve-rules"
            >
              {t('rules.approve')}
            </ActionButton>
          )}
          {mayWithdraw && (
            <ActionButton look="danger" onPress={() => setAsked('withdraw')} testId="withdraw-rules">
              {t('rules.withdraw')}
            </ActionButton>
          )}
          {mayExport && <ActionButton onPress={() => void save()}>{t('rules.export')}</ActionButton>}
        </div>
      )}
      {warnings.length > 0 && (
        <details className="rules-warnings">
          <summary className="tone-warn">{t('rules.warnings', { n: warnings.length })}</summary>
          <ul>
            {warnings.map((warning) => (
              <li key={`${warning.code} ${JSON.stringify(warning.detail)}`}>{say(warning)}</li>
            ))}
          </ul>
        </details>
      )}
      {isOpen && <RulesDifference hash={hash} />}
      {isOpen && <DryRun run={(days) => client.rules.dryRun({ hash, ...days })} />}
      <RulesInWords key={String(isOpen)} hash={hash} isOpen={!isOpen} />
      {asked === 'approve' && <ApproveDialog of={of} today={all.today} onClose={() => setAsked(null)} />}
      {asked === 'withdraw' && <WithdrawDialog of={of} onClose={() => setAsked(null)} />}
    </div>
  )
}

interface ApproveProps {
  readonly of: RulesView
  readonly today: string
  readonly onClose: () => void
}

/** The first to approve says from which day on; the second approves that day. */
const ApproveDialog = ({
  of: { hash, name, version, approvals, validFrom },
  today,
  onClose,
}: ApproveProps) => {
  const { client } = useStation()
  const { t } = useWords()
  const [day, setDay] = useState(validFrom ?? today)
  const isFirst = approvals.length === 0
  return (
    <SupervisorDialog
      title={t('rules.approve-title', { name, version })}
      hint={
        isFirst ? t('rules.approve-first') : t('rules.approve-second', { by: approvals[0]?.by ?? '', day })
      }
      confirm={t('rules.approve')}
      isReady={/^\d{4}-\d{2}-\d{2}$/.test(day)}
      onSubmit={(badge, passcode) =>
        client.rules.approve({ hash, validFrom: isFirst ? day : null, badge, passcode })
      }
      onClose={onClose}
    >
      {isFirst && (
        <TextField value={day} onChange={setDay} maxLength={10} isRequired className="field">
          <Label>{t('rules.valid-from')}</Label>
          <Input data-testid="rules-day" placeholder="2026-12-31" />
        </TextField>
      )}
    </SupervisorDialog>
  )
}

const WithdrawDialog = ({ of: { hash, name, version }, onClose }: Omit<ApproveProps, 'today'>) => {
  const { client } = useStation()
  const { t } = useWords()
  return (
    <SupervisorReasonDialog
      title={t('rules.withdraw-title', { name, version })}
      hint={t('rules.withdraw-hint')}
      confirm={t('rules.withdraw')}
      label={t('rules.withdraw-reason')}
      max={REASON_MAX}
      testId="withdraw-reason"
      onSubmit={(reason, badge, passcode) => client.rules.withdraw({ hash, reason, badge, passcode })}
      onClose={onClose}
    />
  )
}
