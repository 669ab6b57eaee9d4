import { useState } from 'react'
import type { RightView } from '../../../core/contract/station-view.ts'
import { useStation } from '../../connection/station-context.ts'
import { dateAndClockOf } from '../../format/clock.ts'
import { useKeys } from '../../input/use-keys.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { ProgressLine } from '../../parts/progress-line.tsx'
import { useWords } from '../../words/use-words.ts'
import { SerialsDialog } from './serials-dialog.tsx'

/** Who lets this station give serials, what is left, and when it ends. */
export const SerialsCard = () => {
  const { view } = useStation()
  const { t, number } = useWords()
  const [isAsked, setAsked] = useState(false)
  const { serials } = view
  const mayAsk = view.person !== null && serials !== undefined && serials.running === null
  useKeys({ 'Alt+KeyR': mayAsk ? () => setAsked(true) : undefined })
  if (!serials) return null
  const { rights, more, running } = serials
  return (
    <section className="card" data-testid="serials" data-running={running !== null}>
      <h2>{t('serials.title')}</h2>
      {rights.length === 0 && <strong className="tone-warn">{t('serials.none')}</strong>}
      <ul className="right-rows">
        {rights.map((right) => (
          <Row key={right.id} right={right} />
        ))}
      </ul>
      {more > 0 && <p className="quiet">{t('serials.more', { n: number(more) })}</p>}
      {running ? (
        <div role="status">
          <p className="quiet">
            {running.file}{' '}
            <span className="number">
              {number(running.done)} / {number(running.total)}
            </span>
          </p>
          <ProgressLine label={t('serials.progress')} value={running.done} max={running.total} />
        </div>
      ) : (
        <ActionButton
          hint="Alt+R"
          isDisabled={!mayAsk}
          onPress={() => setAsked(true)}
          testId="import-serials"
        >
          {t('serials.import')}
        </ActionButton>
      )}
      {isAsked && <SerialsDialog onClose={() => setAsked(false)} />}
    </section>
  )
}

const Row = ({ right }: { right: RightView }) => {
  const { t, say, number } = useWords()
  const { kind, brand, covers, more, prefix, issued, left, until, idle, low } = right
  const products = [...covers, ...(more > 0 ? [t('serials.products-more', { n: number(more) })] : [])]
  return (
    <li className={idle ? 'right-row quiet' : 'right-row'} data-testid="right" data-kind={kind}>
      <span className="right-head">
        <strong>{brand}</strong>
        <span className="quiet">{t(`serials.kind.${kind}`, { prefix })}</span>
      </span>
      <span className={low ? 'tone-warn' : ''}>
        {left === null
          ? t('serials.given', { n: number(issued) })
          : t('serials.left', { n: number(left), issued: number(issued) })}
      </span>
      <span className="quiet">
        {t('serials.covers', { products: products.join(', ') })}
        {' · '}
        {until === null ? t('serials.endless') : t('serials.until', { time: dateAndClockOf(until) })}
      </span>
      {idle && <span className="tone-warn">{say(idle)}</span>}
    </li>
  )
}
