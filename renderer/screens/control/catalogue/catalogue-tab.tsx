import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useStation } from '../../../connection/station-context.ts'
import { useNow } from '../../../parts/use-now.ts'
import { useWords } from '../../../words/use-words.ts'
import { GoodsImport } from './goods-import.tsx'
import { ProductSearch } from './product-search.tsx'

const DAY_MS = 86_400_000

/** Goods data: how much is known and from where, files that bring more, and every product by number or name. */
export const CatalogueTab = () => {
  const { client, view } = useStation()
  const { t, number } = useWords()
  const now = useNow(60_000)
  const { data } = useQuery({
    queryKey: ['catalogue', view.revision],
    queryFn: () => client.catalogue.show(),
    placeholderData: keepPreviousData,
  })
  if (!data) return null
  const { snapshot, tables, running } = data
  const days = snapshot ? Math.max(0, Math.floor((now - Date.parse(snapshot.createdAt)) / DAY_MS)) : 0
  return (
    <div className="control-columns">
      <section className="card scrolls">
        <h1>{t('catalogue.title')}</h1>
        <p data-testid="catalogue-snapshot">
          {snapshot
            ? t('catalogue.snapshot', {
                version: snapshot.version,
                made: snapshot.createdAt.slice(0, 10),
                days: number(days),
              })
            : t('catalogue.no-snapshot')}
        </p>
        <GoodsImport running={running} />
        <table className="table catalogue-counts" data-testid="catalogue-counts">
          <thead>
            <tr>
              <th scope="col">{t('catalogue.table')}</th>
              <th scope="col">{t('catalogue.origin.consortium')}</th>
              <th scope="col">{t('catalogue.origin.local')}</th>
            </tr>
          </thead>
          <tbody>
            {tables.map(({ table, consortium, local }) => (
              <tr key={table}>
                <th scope="row">{t(`catalogue.table.${table}`)}</th>
                <td>{number(consortium)}</td>
                <td data-testid={`catalogue-local-${table}`}>{number(local)}</td>
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
