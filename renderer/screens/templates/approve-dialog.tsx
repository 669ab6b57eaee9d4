import type { TemplateView } from '../../../core/contract/label-templates.ts'
import { useStation } from '../../connection/station-context.ts'
import { useWords } from '../../words/use-words.ts'
import { SupervisorDialog } from '../supervisor-dialog.tsx'
import { type Sample, TemplatePicture } from './template-picture.tsx'

interface Props {
  readonly view: TemplateView
  /** What is in force for the same labels now; null when nothing is. */
  readonly now: TemplateView | null
  readonly sample: Omit<Sample, 'hash'>
  readonly onClose: () => void
}

/** A supervisor looks at both labels and at what differs, then approves with their own key. */
export const ApproveDialog = ({ view, now, sample, onClose }: Props) => {
  const { client } = useStation()
  const { t } = useWords()
  const { template, hash } = view
  return (
    <SupervisorDialog
      title={t('templates.approve-title', { template })}
      hint={t('templates.approve-hint', { template, kind: t(`label.kind.${view.kind}`) })}
      confirm={t('templates.approve')}
      onSubmit={(badge, passcode) => client.templates.approve({ hash, badge, passcode })}
      onClose={onClose}
      isWide
    >
      <div className="template-compare" data-testid="template-compare">
        <figure>
          <figcaption>{t('templates.new', { template })}</figcaption>
          <TemplatePicture sample={{ ...sample, hash }} template={template} />
        </figure>
        {now ? (
          <>
            <figure>
              <figcaption>{t('templates.now', { template: now.template })}</figcaption>
              <TemplatePicture sample={{ ...sample, hash: now.hash }} template={now.template} />
            </figure>
            <figure>
              <figcaption>{t('templates.difference')}</figcaption>
              <TemplatePicture sample={{ ...sample, hash, against: now.hash }} template={template} />
            </figure>
          </>
        ) : (
          <p className="quiet">{t('templates.none-now')}</p>
        )}
      </div>
    </SupervisorDialog>
  )
}
