import type { useWords } from '../../../words/use-words.ts'

/** Fields of the rows of goods data, by what they are called in a row; each has words. */
const fields = {
  gtin: 'gtin',
  lot: 'lot',
  id: 'id',
  name: 'name',
  category: 'category',
  hsCode: 'hs-code',
  country: 'country',
  brand: 'brand',
  manufacturer: 'manufacturer',
  ingredients: 'ingredients',
  pictures: 'pictures',
  photos: 'photos',
  address: 'address',
  kind: 'kind',
  scope: 'scope',
  from: 'from',
  until: 'until',
  report: 'report',
  owner: 'owner',
  gtinPrefix: 'gtin-prefix',
  inspections: 'inspections',
  reach: 'reach',
  org: 'org',
  parent: 'parent',
  sold: 'sold',
  refunded: 'refunded',
  complaints: 'complaints',
  asOf: 'as-of',
} as const

const isField = (name: string): name is keyof typeof fields => Object.hasOwn(fields, name)

/** What a field is called on the screen: `hsCode`, and `names.en` with its language. One of a later release stays as it is. */
export function fieldWord(name: string, t: ReturnType<typeof useWords>['t']): string {
  const [, language] = /^names\.(.+)$/.exec(name) ?? []
  if (language !== undefined) return t('catalogue.field.names', { language })
  return isField(name) ? t(`catalogue.field.${fields[name]}`) : name
}
