import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { GridList, GridListItem, Input, Label, TextField } from 'react-aria-components'
import { useStation } from '../../../connection/station-context.ts'
import { useWords } from '../../../words/use-words.ts'
import { ProductCard } from './product-card.tsx'

/** Finds a product by its number, typed or scanned, or by words of its names; shows the facts of the one that is chosen. */
export const ProductSearch = () => {
  const { client, view } = useStation()
  const { t, language } = useWords()
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState<string | null>(null)
  const { data } = useQuery({
    queryKey: ['products', text, view.revision],
    queryFn: () => client.catalogue.find({ text }),
    enabled: text.trim() !== '',
    placeholderData: keepPreviousData,
  })
  const products = text.trim() === '' ? [] : (data?.products ?? [])
  const shown = products.find(({ gtin }) => gtin === chosen) ?? products[0]
  return (
    <>
      <TextField value={text} onChange={setText} maxLength={200} className="field">
        <Label>{t('catalogue.search')}</Label>
        <Input data-testid="goods-search" data-scan="next" spellCheck={false} autoComplete="off" />
      </TextField>
      {text.trim() === '' && <p className="quiet">{t('catalogue.search-hint')}</p>}
      {text.trim() !== '' && data && products.length === 0 && (
        <p role="status">{t('catalogue.none-found')}</p>
      )}
      {products.length > 1 && (
        <GridList
          aria-label={t('catalogue.found')}
          className="label-rows goods-found"
          selectionMode="single"
          selectionBehavior="replace"
          selectedKeys={shown ? [shown.gtin] : []}
          onSelectionChange={(keys) => {
            const [first] = keys === 'all' ? [] : keys
            if (typeof first === 'string') setChosen(first)
          }}
          items={products.map((product) => ({ id: product.gtin, product }))}
        >
          {({ product: { gtin, names, brand } }) => {
            const name = names[language] ?? Object.values(names)[0] ?? gtin
            return (
              <GridListItem id={gtin} textValue={name} className="label-row goods-row">
                <strong>{name}</strong>
                <span className="quiet">
                  {brand ?? ''} <code>{gtin}</code>
                </span>
              </GridListItem>
            )
          }}
        </GridList>
      )}
      {shown && <ProductCard key={shown.gtin} gtin={shown.gtin} />}
    </>
  )
}
