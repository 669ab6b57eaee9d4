import { useState } from 'react'
import type { InboundLine } from '../../../../core/contract/release.ts'
import { longIdsOf } from '../../../../core/errors/words.ts'
import { useKeys } from '../../../input/use-keys.ts'
import { ActionButton } from '../../../parts/action-button.tsx'
import { useWords } from '../../../words/use-words.ts'
import { useControl } from '../control-context.ts'
import { SupervisorWordDialog } from './supervisor-word-dialog.tsx'

/** One line: what it waits for and where that is done, what was met, whose word let it go on, and every rule that was looked at. */
export const LineDetail = ({ asn, of }: { asn: string; of: InboundLine }) => {
  const { t, say, number, language } = useWords()
  const { go, digitOf } = useControl()
  const [asked, setAsked] = useState<'override' | 'lift' | null>(null)
  const { line, lot, gtin, nameEn, nameZh, received, planned, why, demands, words, reasons } = of
  const digit = why.some(({ by }) => by === 'demand') ? digitOf('inspections') : null
  useKeys({
    'Alt+KeyO': of.mayOverride ? () => setAsked('override') : undefined,
    'Alt+KeyU': of.mayLift ? () => setAsked('lift') : undefined,
  })
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and a line that nothing can be done with holds nothing else that keys reach
    <article className="inbound-detail scrolls" data-testid="inbound-detail" tabIndex={0}>
      <h3>{t('inbound.line', { line, name: language === 'zh-CN' ? nameZh : nameEn })}</h3>
      <p className="quiet">
        {t('inbound.line-facts', { gtin, lot, received: number(received), planned: number(planned) })}
      </p>
      {why.length > 0 && (
        <ul className="inbound-whys" aria-label={t('inbound.waits')}>
          {why.map(({ sentence, by, demand }) => (
            <li key={`${by}/${demand}/${sentence.code}`} className={`inbound-why why-${by}`}>
              {say(sentence)}
            </li>
          ))}
        </ul>
      )}
      <div className="button-row">
        {digit !== null && (
          <ActionButton hint={`Alt+${digit}`} onPress={() => go('inspections')} testId="to-inspections">
            {t('inbound.to-inspections')}
          </ActionButton>
        )}
        {of.mayOverride && (
          <ActionButton look="danger" hint="Alt+O" onPress={() => setAsked('override')} testId="override">
            {t('inbound.override')}
          </ActionButton>
        )}
        {of.mayLift && (
          <ActionButton hint="Alt+U" onPress={() => setAsked('lift')} testId="lift">
            {t('inbound.lift')}
          </ActionButton>
        )}
      </div>
      {words.map(({ id, kind, badge, reason }) => (
        <p key={id} className={kind === 'override' ? 'inbound-word' : 'quiet'} data-testid={`word-${kind}`}>
          {t(`inbound.word.${kind}`, { badge, reason })}
        </p>
      ))}
      {demands.length > 0 && (
        <ul className="inbound-demands" aria-label={t('inbound.demands')}>
          {demands.map(({ demand, kind, ended }) => (
            <li key={demand} className={`demand-${ended ?? 'open'}`}>
              <span className={`badge badge-demand-${ended ?? 'open'}`}>
                {t(`demand.state.${ended ?? 'open'}`)}
              </span>
              {t(`demand.kind.${kind}`)}
            </li>
          ))}
        </ul>
      )}
      <h4>{t('inbound.reasons')}</h4>
      <ol className="inbound-reasons">
        {reasons.map((reason) => (
          <li key={reason.code} title={longIdsOf(reason).join('\n') || undefined}>
            {say(reason)}
          </li>
        ))}
      </ol>
      {asked && <SupervisorWordDialog asn={asn} of={of} asked={asked} onClose={() => setAsked(null)} />}
    </article>
  )
}
