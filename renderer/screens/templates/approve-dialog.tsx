import type { TemplateView } from '../../../core/contract/label-templates.ts'
import { useStation } from '../../connection/station-context.ts'
import { PngPicture } from '../../parts/png-picture.tsx'
import { useWords } from '../../words/use-words.ts'
import { SupervisorDialog } from '../supervisor-dialog.tsx'
import { type Sample, TemplatePicture, useSample } from './template-picture.tsx'

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
              <Difference first={{ ...sample, hash }} second={{ ...sample, hash: now.hash }} />
            </figure>
          </>
        ) : (
          <p className="quiet">{t('templates.none-now')}</p>
        )}
      </div>
    </SupervisorDialog>
  )
}

/** One label laid over the other: what both have is white, what one alone has is black. */
const Difference = ({ first, second }: { first: Sample; second: Sample }) => {
  const { t } = useWords()
  const [one, other] = [useSample(first), useSample(second)]
  if (!one.data?.png || !other.data?.png) return null
  return (
    <div className="template-picture template-difference">
      <PngPicture png={one.data.png} alt={t('templates.difference')} className="template-image" />
      <PngPicture png={other.data.png} alt="" className="template-image is-over" />
    </div>
  )
}
