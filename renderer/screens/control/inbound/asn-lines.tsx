import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { GridList, GridListItem } from 'react-aria-components'
import type { InboundLine } from '../../../../core/contract/release.ts'
import { useStation } from '../../../connection/station-context.ts'
import { dateAndClockOf } from '../../../format/clock.ts'
import { useWords } from '../../../words/use-words.ts'
import { AskForRelease } from './ask-for-release.tsx'
import { LineDetail } from './line-detail.tsx'

const keyOf = ({ line, lot }: InboundLine) => JSON.stringify([line, lot])

const LineRow = ({ of }: { of: InboundLine }) => {
  const { t, say, language } = useWords()
  const { line, lot, nameEn, nameZh, state, why } = of
  const [first] = why
  const name = language === 'zh-CN' ? nameZh : nameEn
  return (
    <GridListItem
      id={keyOf(of)}
      textValue={`${line} ${name}`}
      className="label-row inbound-line"
      data-testid={`inbound-line-${line}`}
      data-state={state}
    >
      <span>{t('inbound.line', { line, name })}</span>
      <span className={`badge badge-release-${state}`}>{t(`release.state.${state}`)}</span>
      <span className="quiet inbound-line-facts">
        {first ? say(first.sentence) : t('inbound.lot', { lot })}
      </span>
    </GridListItem>
  )
}

/** The lines of one notice: where each stands; of one of them, what it waits for and why. */
export const AsnLines = ({ asn }: { asn: string }) => {
  const { client, view } = useStation()
  const { t } = useWords()
  const [chosen, setChosen] = useState<string | null>(null)
  const { data } = useQuery({
    queryKey: ['asn', asn, view.revision],
    queryFn: () => client.release.show({ asn }),
    placeholderData: keepPreviousData,
  })
  if (!data) return null
  const shown =
    data.lines.find((line) => keyOf(line) === chosen) ??
    data.lines.find(({ state }) => state === 'held') ??
    data.lines[0]
  const { state, releasedAt } = data.asn
  return (
    <div className="inbound-pane">
      <header className="card-head inbound-head">
        <h2>{asn}</h2>
        {state === 'held' && <AskForRelease asn={asn} />}
        <span className={`badge badge-release-${state}`} data-testid="asn-state">
          {t(`release.state.${state}`)}
        </span>
      </header>
      {releasedAt && state !== 'held' && (
        <p className={state === 'released' ? 'tone-ok' : 'tone-warn'}>
          {t(state === 'released' ? 'inbound.released-at' : 'inbound.overridden-at', {
            at: dateAndClockOf(releasedAt),
          })}
        </p>
      )}
      <GridList
        aria-label={t('inbound.lines')}
        className="label-rows scrolls"
        selectionMode="single"
        selectionBehavior="replace"
        selectedKeys={shown ? [keyOf(shown)] : []}
        onSelectionChange={(keys) => {
          const [first] = keys === 'all' ? [] : keys
          if (typeof first === 'string') setChosen(first)
        }}
        items={data.lines.map((line) => ({ id: keyOf(line), line }))}
      >
        {({ line }) => <LineRow of={line} />}
      </GridList>
      {shown && <LineDetail key={keyOf(shown)} asn={asn} of={shown} />}
    </div>
  )
}
