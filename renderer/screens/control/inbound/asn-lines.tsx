import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { InboundLine } from '../../../../core/contract/release.ts'
import { useStation } from '../../../connection/station-context.ts'
import { useWords } from '../../../words/use-words.ts'

const Line = ({ of }: { of: InboundLine }) => {
  const { t, say, number, language } = useWords()
  const { line, lot, nameEn, nameZh, state, why, reasons, received, planned } = of
  return (
    <li className="inbound-line" data-testid={`inbound-line-${line}-${lot}`} data-state={state}>
      <div className="card-head">
        <strong>{t('inbound.line', { line, name: language === 'zh-CN' ? nameZh : nameEn })}</strong>
        <span className={`badge badge-release-${state}`}>{t(`release.state.${state}`)}</span>
      </div>
      <p className="quiet">
        {t('inbound.line-facts', { lot, received: number(received), planned: number(planned) })}
      </p>
      {why.map(({ sentence, by, demand }) => (
        <p key={`${by}/${demand}/${sentence.code}`} className="inbound-why">
          {say(sentence)}
        </p>
      ))}
      <details>
        <summary>{t('inbound.reasons')}</summary>
        <ol className="inbound-reasons">
          {reasons.map((reason) => (
            <li key={reason.code}>{say(reason)}</li>
          ))}
        </ol>
      </details>
    </li>
  )
}

/** The lines of one notice: where each stands, what it waits for, and why it was decided as it was. */
export const AsnLines = ({ asn }: { asn: string }) => {
  const { client, view } = useStation()
  const { t } = useWords()
  const { data } = useQuery({
    queryKey: ['asn', asn, view.revision],
    queryFn: () => client.release.show({ asn }),
    placeholderData: keepPreviousData,
  })
  if (!data) return null
  return (
    <>
      <header className="card-head">
        <h2>{asn}</h2>
        <span className={`badge badge-release-${data.asn.state}`} data-testid="asn-state">
          {t(`release.state.${data.asn.state}`)}
        </span>
      </header>
      <ol className="inbound-lines">
        {data.lines.map((line) => (
          <Line key={`${line.line}/${line.lot}`} of={line} />
        ))}
      </ol>
    </>
  )
}
