import type { TemplateView } from '../../../core/contract/label-templates.ts'
import { dateAndClockOf } from '../../format/clock.ts'
import { useWords } from '../../words/use-words.ts'

/** Where a template comes from, and who said what of it when. */
export const TemplateFacts = ({ view }: { view: TemplateView }) => {
  const { t } = useWords()
  const { kind, size, hash, came, shipped, approved, retired, standing } = view
  const done = (fact: { t: string; by: string }) => ({ by: fact.by, t: dateAndClockOf(fact.t) })
  return (
    <ul className="plain-list template-facts" data-testid="template-facts">
      <li>
        {t(`label.kind.${kind}`)} · {size.width} × {size.height} mm · SHA-256{' '}
        <code>{hash.slice(0, 16)}…</code>
      </li>
      <li>
        {came ? t('templates.came', done(came)) : t(shipped ? 'templates.shipped' : 'templates.came-unknown')}
      </li>
      <li>
        {approved
          ? t('templates.approved', done(approved))
          : t(standing === 'waiting' ? 'templates.not-approved' : 'templates.approved-by-release')}
      </li>
      {retired && <li>{t('templates.retired', { ...done(retired), reason: retired.reason })}</li>}
    </ul>
  )
}
