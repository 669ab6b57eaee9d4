import type { LineView } from '../../../core/contract/station-view.ts'
import { useStation } from '../../connection/station-context.ts'
import { OthersFacts } from '../../parts/others-facts.tsx'
import { ProgressLine } from '../../parts/progress-line.tsx'
import { useWords } from '../../words/use-words.ts'

/** The line at work, and the number the operator works to. */
export const LineCard = ({ line }: { line: LineView | null }) => {
  const { view } = useStation()
  const { t } = useWords()
  if (line) return <LineAtWork line={line} />
  const hasPlan = view.lines.length > 0
  return (
    <section className="card line-card" data-testid="line">
      <h2>{t(hasPlan ? 'line.none' : 'line.no-plan')}</h2>
      <p className="quiet">{t(hasPlan ? 'line.none-hint' : 'line.no-plan-hint')}</p>
    </section>
  )
}

const LineAtWork = ({ line }: { line: LineView }) => {
  const { t, say, language } = useWords()
  const isLabeled = line.decision === 'label'
  const done = isLabeled ? line.labeled : line.received
  const facts = [
    isLabeled && line.received > 0 && t('line.received-n', { n: line.received }),
    line.outstanding > 0 && t('line.outstanding', { n: line.outstanding }),
    line.short > 0 && t('line.short-n', { n: line.short }),
    line.damaged > 0 && t('line.damaged-n', { n: line.damaged }),
    line.elsewhere !== undefined && t('line.elsewhere-n', { n: line.elsewhere }),
    line.held && t('line.held'),
    line.closed && t('line.closed'),
  ].filter((fact) => fact !== false)
  return (
    <section className="card line-card" data-testid="line">
      <div className="line-what">
        <h2>
          {t('line.title', { asn: line.asn, line: line.line, lot: line.lot })}
          {line.customsEntry && ` · ${t('line.customs', { entry: line.customsEntry, item: line.entryItem })}`}
        </h2>
        <strong className="line-name">
          {language === 'en' ? line.nameEn : line.nameZh} · {line.origin}
        </strong>
        <p className="facts">
          <span className={`tag tag-${line.decision}`} title={line.reasons.map(say).join(' ')}>
            {t(`decision.${line.decision}`)}
          </span>
          {facts.map((fact) => (
            <span key={fact} className="fact">
              {fact}
            </span>
          ))}
        </p>
        {line.why?.slice(0, 1).map((sentence) => (
          <p key={sentence.code} className="tone-stop line-why" data-testid="line-why">
            {say(sentence)}
            {(line.why?.length ?? 0) > 1 && ` ${t('inbound.and-more', { n: (line.why?.length ?? 1) - 1 })}`}
          </p>
        ))}
        {line.others && <OthersFacts line={line} others={line.others} />}
      </div>
      <p className="line-count" data-testid="line-count">
        {done} <small>{t('line.of', { planned: line.planned })}</small>
        <small className="line-count-what">{t(isLabeled ? 'line.labeled' : 'line.received')}</small>
      </p>
      <ProgressLine label={t('line.progress')} value={done} max={line.planned} />
    </section>
  )
}
