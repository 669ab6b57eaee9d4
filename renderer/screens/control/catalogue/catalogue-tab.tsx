import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useStation } from '../../../connection/station-context.ts'
import { useWords } from '../../../words/use-words.ts'
import { GoodsImport } from './goods-import.tsx'
import { ProductSearch } from './product-search.tsx'
import { PublishersList } from './publishers-list.tsx'

/** Goods data: how much is known and from where, files that bring more, and every product by number or name. */
export const CatalogueTab = () => {
  const { client, view } = useStation()
  const { t, number } = useWords()
  const { data } = useQuery({
    queryKey: ['catalogue', view.revision],
    queryFn: () => client.catalogue.show(),
    placeholderData: keepPreviousData,
  })
  if (!data) return null
  const { tables, publishers, running } = data
  const published = (table: (typeof tables)[number]['table']) =>
    publishers
      .filter(({ counts }) => counts)
      .flatMap((one) => one.tables)
      .reduce((sum, of) => sum + (of.table === table && of.isBelieved ? of.rows : 0), 0)
  const named = [
    ...new Set([...tables, ...publishers.flatMap((one) => one.tables)].map(({ table }) => table)),
  ]
  const of = (table: (typeof named)[number]) => tables.find((one) => one.table === table)
  return (
    <div className="control-columns">
      <section className="card scrolls">
        <h1>{t('catalogue.title')}</h1>
        <PublishersList data={data} />
        <GoodsImport running={running} />
        <table className="table catalogue-counts" data-testid="catalogue-counts">
          <thead>
            <tr>
              <th scope="col">{t('catalogue.table')}</th>
              <th scope="col">{t('catalogue.origin.consortium')}</th>
              <th scope="col">{t('catalogue.origin.publisher')}</th>
              <th scope="col">{t('catalogue.origin.local')}</th>
            </tr>
          </thead>
          <tbody>
            {named.map((table) => (
              <tr key={table}>
                <th scope="row">{t(`catalogue.table.${table}`)}</th>
                <td>{number(of(table)?.consortium ?? 0)}</td>
                <td data-testid={`catalogue-published-${table}`}>{number(published(table))}</td>
                <td data-testid={`catalogue-local-${table}`}>{number(of(table)?.local ?? 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <section className="card scrolls">
        <ProductSearch />
      </section>
    </div>
  )
}
