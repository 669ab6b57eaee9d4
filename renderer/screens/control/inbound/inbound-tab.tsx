import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { GridList } from 'react-aria-components'
import { useStation } from '../../../connection/station-context.ts'
import { useWords } from '../../../words/use-words.ts'
import { AsnLines } from './asn-lines.tsx'
import { AsnRow } from './asn-row.tsx'

/** Inbound plans: what of each is held, why, and what was released. */
export const InboundTab = () => {
  const { client, view } = useStation()
  const { t } = useWords()
  const [chosen, setChosen] = useState<string | null>(null)
  const { data } = useQuery({
    queryKey: ['asns', view.revision],
    queryFn: () => client.release.list(),
    placeholderData: keepPreviousData,
  })
  if (!data) return null
  const shown = data.asns.find(({ asn }) => asn === chosen) ?? data.asns[0] ?? null
  return (
    <div className="control-columns">
      <section className="card scrolls">
        <h1>{t('inbound.title')}</h1>
        {data.asns.length === 0 && <p className="quiet">{t('inbound.none')}</p>}
        <GridList
          aria-label={t('inbound.title')}
          className="label-rows"
          selectionMode="single"
          selectionBehavior="replace"
          selectedKeys={shown ? [shown.asn] : []}
          onSelectionChange={(keys) => {
            const [first] = keys === 'all' ? [] : keys
            if (typeof first === 'string') setChosen(first)
          }}
          items={data.asns.map((asn) => ({ id: asn.asn, asn }))}
        >
          {({ asn }) => <AsnRow of={asn} />}
        </GridList>
      </section>
      <section className="card inbound-card">{shown && <AsnLines key={shown.asn} asn={shown.asn} />}</section>
    </div>
  )
}
