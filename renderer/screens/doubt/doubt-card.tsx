import { useState } from 'react'
import type { LabelView } from '../../../core/contract/station-view.ts'
import { useStation } from '../../connection/station-context.ts'
import { useKeys } from '../../input/use-keys.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { DeviceIcon } from '../../parts/device-icon.tsx'
import { LabelPicture } from '../../parts/label-picture.tsx'
import { useWords } from '../../words/use-words.ts'
import { labelsWaiting } from '../devices/device-order.ts'

/** As many characters of a serial as a person compares at a glance. */
const TAIL = 6

const isHeldByDoubt = (code: string): boolean => code === 'label-waits-doubt'

interface Props {
  /** Oldest first; at least one. */
  readonly labels: readonly LabelView[]
  /** The one that is being settled. */
  readonly chosen: LabelView
  readonly onChoose: (job: number) => void
  /** Void it and print a new one. */
  readonly onVoid: () => void
  /** Another question is open: keys are not ours. */
  readonly isAsleep: boolean
}

/** Labels of which nobody knows whether they came out: which one, why, and the two ways out of it. */
export const DoubtCard = ({ labels, chosen, onChoose, onVoid, isAsleep }: Props) => {
  const { view } = useStation()
  const { t, say, language } = useWords()
  const at = labels.findIndex((label) => label.job === chosen.job)
  const go = (by: number) => {
    const other = labels[(at + by + labels.length) % labels.length]
    if (other) onChoose(other.job)
  }
  const isMany = labels.length > 1
  const next = () => go(1)
  const before = () => go(-1)
  useKeys(isMany && !isAsleep ? { ArrowDown: next, ArrowUp: before } : {})
  const line = view.lines.find(
    (known) => known.asn === chosen.asn && known.line === chosen.line && known.lot === chosen.lot,
  )
  const product = line ? (language === 'en' ? line.nameEn : line.nameZh) : `GTIN ${chosen.gtin}`
  const waiting = labelsWaiting(view.outstanding).filter(
    ({ waits }) => waits !== null && isHeldByDoubt(waits.code),
  ).length
  return (
    <section
      className="card doubt-card"
      aria-labelledby="doubt-title"
      data-testid="doubt"
      data-job={chosen.job}
    >
      <LabelPicture key={chosen.job} label={chosen} />
      <div className="doubt-words">
        <div className="doubt-head">
          <h2 id="doubt-title">{t('doubt.title')}</h2>
          {isMany && (
            <span className="doubt-steps">
              <ActionButton look="quiet" hint="↑" onPress={before} aria-label={t('doubt.before')}>
                {''}
              </ActionButton>
              <span data-testid="doubt-count">{t('doubt.of', { n: at + 1, all: labels.length })}</span>
              <ActionButton
                look="quiet"
                hint="↓"
                onPress={next}
                aria-label={t('doubt.next')}
                testId="doubt-next"
              >
                {''}
              </ActionButton>
            </span>
          )}
        </div>
        <p className="doubt-which">
          <span className="doubt-serial" data-testid="doubt-serial">
            <small aria-hidden="true">…</small>
            <span className="for-ears">{chosen.serial.slice(0, -TAIL)}</span>
            {chosen.serial.slice(-TAIL)}
          </span>
          <span>
            {chosen.kind === 'case' && `${t('label.kind.case')} · `}
            {product} · {t('lot.lot', { lot: chosen.lot })}
          </span>
        </p>
        {chosen.doubt && <p className="doubt-why">{say(chosen.doubt)}</p>}
        {waiting > 0 && <p>{t('doubt.waiting', { n: waiting })}</p>}
      </div>
      <ol className="doubt-ways">
        <li>
          <strong>{t('doubt.whole')}</strong>
          <span className="doubt-scan">
            <DeviceIcon kind="scanner" />
            {t('doubt.scan-it')}
          </span>
        </li>
        <li>
          <strong>{t('doubt.missing')}</strong>
          <ActionButton
            look="danger"
            hint="F9"
            isDisabled={chosen.mayVoid === 'no'}
            onPress={onVoid}
            testId="doubt-void"
          >
            {t(chosen.mayVoid === 'supervisor' ? 'doubt.void-supervisor' : 'doubt.void-it')}
          </ActionButton>
        </li>
      </ol>
    </section>
  )
}

/** Which label in doubt is being settled: the chosen one while it is in doubt, else the oldest. */
export function useDoubt(labels: readonly LabelView[]): {
  readonly chosen: LabelView | null
  readonly choose: (job: number) => void
} {
  const [job, choose] = useState<number | null>(null)
  return { chosen: labels.find((label) => label.job === job) ?? labels[0] ?? null, choose }
}
