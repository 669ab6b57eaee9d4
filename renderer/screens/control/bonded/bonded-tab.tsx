import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { GridList } from 'react-aria-components'
import { useStation } from '../../../connection/station-context.ts'
import { ActionButton } from '../../../parts/action-button.tsx'
import { SelectField } from '../../../parts/choice-field.tsx'
import { useWords } from '../../../words/use-words.ts'
import { ArrivalDialog } from './arrival-dialog.tsx'
import { BooksDialog } from './books-dialog.tsx'
import { ItemDetail } from './item-detail.tsx'
import { ItemRow, keyOfItem } from './item-row.tsx'
import { OrdersDialog } from './orders-dialog.tsx'

const states = ['announced', 'open', 'held', 'closed'] as const
type State = (typeof states)[number]

/** Goods under customs' supervision: entry items and their balances, arrival, orders of customs. */
export const BondedTab = () => {
  const { client, view } = useStation()
  const { t } = useWords()
  const [book, setBook] = useState('')
  const [asn, setAsn] = useState('')
  const [state, setState] = useState<State | ''>('')
  const [chosen, setChosen] = useState<string | null>(null)
  const [open, setOpen] = useState<'arrival' | 'orders' | 'books' | null>(null)
  const filter = { book: book || null, asn: asn || null, state: state || null }
  const { data } = useQuery({
    queryKey: ['bonded', filter, view.revision],
    queryFn: () => client.bonded.items(filter),
    placeholderData: keepPreviousData,
  })
  const { data: notices } = useQuery({
    queryKey: ['asns', view.revision],
    queryFn: () => client.release.list(),
    placeholderData: keepPreviousData,
  })
  if (!data) return null
  const shown = data.items.find((item) => keyOfItem(item) === chosen) ?? data.items[0] ?? null
  const asns = notices?.asns.map((one) => one.asn) ?? []
  const any = { value: '', word: t('bonded.any') }
  return (
    <div className="control-columns">
      <section className="card scrolls">
        <header className="card-head bonded-head">
          <h1>{t('bonded.title')}</h1>
          <div className="bonded-actions">
            <ActionButton onPress={() => setOpen('arrival')} testId="arrival" isDisabled={asns.length === 0}>
              {t('bonded.arrival')}
            </ActionButton>
            <ActionButton onPress={() => setOpen('orders')} testId="orders">
              {t('bonded.orders')}
            </ActionButton>
            <ActionButton onPress={() => setOpen('books')} testId="books">
              {t('bonded.books')}
            </ActionButton>
          </div>
        </header>
        <div className="bonded-filter">
          <SelectField
            label={t('bonded.asn')}
            value={asn}
            options={[any, ...asns.map((value) => ({ value, word: value }))]}
            onChoose={setAsn}
            testId="filter-asn"
          />
          <SelectField
            label={t('bonded.book')}
            value={book}
            options={[any, ...data.books.map((one) => ({ value: one.book, word: one.book }))]}
            onChoose={setBook}
            testId="filter-book"
          />
          <SelectField
            label={t('bonded.state')}
            value={state}
            options={[any, ...states.map((value) => ({ value, word: t(`bonded.state.${value}`) }))]}
            onChoose={(value) => setState(value as State | '')}
            testId="filter-state"
          />
        </div>
        {data.items.length === 0 && <p className="quiet">{t('bonded.none')}</p>}
        <GridList
          aria-label={t('bonded.title')}
          className="label-rows"
          selectionMode="single"
          selectionBehavior="replace"
          selectedKeys={shown ? [keyOfItem(shown)] : []}
          onSelectionChange={(keys) => {
            const [first] = keys === 'all' ? [] : keys
            if (typeof first === 'string') setChosen(first)
          }}
          items={data.items.map((item) => ({ id: keyOfItem(item), item }))}
        >
          {({ item }) => <ItemRow of={item} />}
        </GridList>
        {data.more && <p className="quiet">{t('bonded.more')}</p>}
      </section>
      <section className="card scrolls">{shown && <ItemDetail key={keyOfItem(shown)} of={shown} />}</section>
      {open === 'arrival' && <ArrivalDialog asns={asns} onClose={() => setOpen(null)} />}
      {open === 'books' && <BooksDialog books={data.books} onClose={() => setOpen(null)} />}
      {open === 'orders' && <OrdersDialog asns={asns} onClose={() => setOpen(null)} />}
    </div>
  )
}
