import { useState } from 'react'
import type { LabelDpi, TemplatesAnswer, TemplateView } from '../../../core/contract/label-templates.ts'
import { useStation } from '../../connection/station-context.ts'
import { useKeys } from '../../input/use-keys.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { RadioField } from '../../parts/choice-field.tsx'
import { useWords } from '../../words/use-words.ts'
import { SupervisorDialog } from '../supervisor-dialog.tsx'
import { SupervisorReasonDialog } from '../supervisor-reason-dialog.tsx'
import { ApproveDialog } from './approve-dialog.tsx'
import { TemplateFacts } from './template-facts.tsx'
import { TemplatePicture } from './template-picture.tsx'

const resolutions: readonly LabelDpi[] = [203, 300, 600]
const REASON_MAX = 200

type Asked = 'approve' | 'use' | 'retire' | null

interface Props {
  readonly view: TemplateView
  readonly all: TemplatesAnswer
}

/** One template: its sample label at each resolution, who said what of it, and what a supervisor may do with it. */
export const ChosenTemplate = ({ view, all }: Props) => {
  const { t, language: spoken } = useWords()
  const [dpi, setDpi] = useState<LabelDpi>(all.heads[view.kind])
  const [asked, setAsked] = useState<Asked>(null)
  const done = () => setAsked(null)
  const { template, hash, title, standing } = view
  const sample = { dpi, language: all.language }
  const now = all.templates.find((other) => other.hash === view.instead) ?? null
  useKeys({ 'Alt+KeyG': standing === 'waiting' ? () => setAsked('approve') : undefined })
  return (
    <div className="stack">
      <header className="template-head">
        <h2>{title[spoken]}</h2>
        <span className={`badge badge-${standing}`}>{t(`templates.standing.${standing}`)}</span>
      </header>
      {(standing === 'waiting' || standing === 'approved') && (
        <div className="button-row">
          {standing === 'waiting' && (
            <ActionButton
              hint="Alt+G"
              look="primary"
              onPress={() => setAsked('approve')}
              testId="approve-template"
            >
              {t('templates.approve')}
            </ActionButton>
          )}
          {standing === 'approved' && (
            <>
              <ActionButton onPress={() => setAsked('use')} testId="use-template">
                {t('templates.use')}
              </ActionButton>
              <ActionButton look="danger" onPress={() => setAsked('retire')} testId="retire-template">
                {t('templates.retire')}
              </ActionButton>
            </>
          )}
        </div>
      )}
      <TemplatePicture sample={{ ...sample, hash }} template={template} />
      <RadioField
        label={t('templates.dpi')}
        value={dpi}
        options={resolutions.map((value) => ({ value, word: `${value} dpi` }))}
        onChoose={setDpi}
        testId="template-dpi"
      />
      <TemplateFacts view={view} />
      {asked === 'approve' && <ApproveDialog view={view} now={now} sample={sample} onClose={done} />}
      {asked === 'use' && <UseDialog view={view} onClose={done} />}
      {asked === 'retire' && <RetireDialog view={view} onClose={done} />}
    </div>
  )
}

interface DialogProps {
  readonly view: TemplateView
  readonly onClose: () => void
}

const UseDialog = ({ view: { template, kind }, onClose }: DialogProps) => {
  const { client } = useStation()
  const { t } = useWords()
  return (
    <SupervisorDialog
      title={t('templates.use-title', { template })}
      hint={t('templates.use-hint', { kind: t(`label.kind.${kind}`) })}
      confirm={t('templates.use')}
      onSubmit={(badge, passcode) => client.templates.choose({ template, badge, passcode })}
      onClose={onClose}
    />
  )
}

const RetireDialog = ({ view: { template }, onClose }: DialogProps) => {
  const { client } = useStation()
  const { t } = useWords()
  return (
    <SupervisorReasonDialog
      title={t('templates.retire-title', { template })}
      hint={t('templates.retire-hint')}
      confirm={t('templates.retire')}
      label={t('templates.retire-reason')}
      max={REASON_MAX}
      testId="retire-reason"
      onSubmit={(reason, badge, passcode) => client.templates.retire({ template, reason, badge, passcode })}
      onClose={onClose}
    />
  )
}
