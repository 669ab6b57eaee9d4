import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { GridList, GridListItem } from 'react-aria-components'
import type { StationView } from '../../../core/contract/station-view.ts'
import { useStation } from '../../connection/station-context.ts'
import { ActionButton } from '../../parts/action-button.tsx'
import { GoodsList } from '../../parts/goods-list.tsx'
import { useWords } from '../../words/use-words.ts'

interface Carrier {
  readonly id: string
  readonly kind: 'case' | 'pallet'
  readonly number: number
  readonly sscc: string
  readonly state: 'closing' | 'closed' | 'emptied'
  readonly count: number
  /** The pallet that a case stands on. */
  readonly pallet: number | null
}

/** Cases and pallets that have an SSCC, newest first: pallets before the cases that they may hold. */
function closedOf({ cases, pallets }: Pick<StationView, 'cases' | 'pallets'>): Carrier[] {
  const all = [
    ...pallets.map((of) => ({ ...of, kind: 'pallet' as const, count: of.cases, pallet: null })),
    ...cases.map((of) => ({ ...of, kind: 'case' as const, count: of.units })),
  ]
  return all
    .toSorted((a, b) => (a.kind === b.kind ? b.number - a.number : a.kind === 'pallet' ? -1 : 1))
    .flatMap(({ kind, number, sscc, state, count, pallet }) =>
      sscc === null || state === 'open'
        ? []
        : [{ id: `${kind}-${number}`, kind, number, sscc, state, count, pallet }],
    )
}

/** What was closed here: its number, what is in it, and how its label stands. */
export const ClosedCarriers = ({ onUnpack }: { onUnpack: (sscc: string) => void }) => {
  const { view } = useStation()
  const { t } = useWords()
  const rows = closedOf(view)
  const [chosen, setChosen] = useState<string | null>(null)
  const row = rows.find(({ id }) => id === chosen) ?? null
  return (
    <div className="closed-carriers">
      <h3>{t('packing.closed')}</h3>
      {rows.length === 0 && <p className="quiet">{t('packing.closed-none')}</p>}
      <GridList
        aria-label={t('packing.closed')}
        className="label-rows carrier-rows"
        selectionMode="single"
        selectionBehavior="replace"
        selectedKeys={chosen === null ? [] : [chosen]}
        onSelectionChange={(keys) => {
          const [first] = keys === 'all' ? [] : keys
          setChosen(first === undefined ? null : String(first))
        }}
        items={rows}
      >
        {(of) => (
          <GridListItem id={of.id} textValue={of.sscc} className="label-row carrier-row">
            <span>{t(of.kind === 'case' ? 'packing.case-n' : 'packing.pallet-n', { n: of.number })}</span>
            <code>{of.sscc}</code>
            <span className="carrier-amount">
              {t(of.kind === 'case' ? 'packing.units-n' : 'packing.cases-n', { n: of.count })}
              {of.pallet !== null && ` · ${t('packing.on-pallet', { n: of.pallet })}`}
            </span>
            <span className={`badge badge-carrier-${of.state}`}>{t(`packing.state-${of.state}`)}</span>
          </GridListItem>
        )}
      </GridList>
      {row && <Inside carrier={row} onUnpack={onUnpack} />}
    </div>
  )
}

const Inside = ({ carrier, onUnpack }: { carrier: Carrier; onUnpack: (sscc: string) => void }) => {
  const { client, view } = useStation()
  const { t } = useWords()
  const { sscc, state, pallet } = carrier
  const inside = useQuery({
    queryKey: ['inside', sscc, view.revision],
    queryFn: () => client.lookup({ text: sscc }),
    // With each change of the station it is asked anew: what is below must not move under a hand meanwhile.
    placeholderData: (before, query) => (query?.queryKey[1] === sscc ? before : undefined),
  })
  return (
    <div className="carrier-inside" data-testid="carrier-inside">
      <GoodsList goods={inside.data?.goods ?? []} />
      {state === 'closed' && pallet === null && (
        <ActionButton look="danger" onPress={() => onUnpack(sscc)} testId="unpack-one">
          {t('packing.unpack-this')}
        </ActionButton>
      )}
    </div>
  )
}
