import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useStation } from '../../../connection/station-context.ts'
import { useWords } from '../../../words/use-words.ts'

/** What is known of one product, who says so, and the papers on its maker. */
export const ProductCard = ({ gtin }: { gtin: string }) => {
  const { client, view } = useStation()
  const { t, number, language } = useWords()
  const { data } = useQuery({
    queryKey: ['product', gtin, view.revision],
    queryFn: () => client.catalogue.product({ gtin }),
    placeholderData: keepPreviousData,
  })
  if (!data) return null
  const { product, tellers, maker, certificates, category } = data
  const { names, brand, hsCode, country, ingredients, pictures = [] } = product
  const nameOf = ({ origin, publisher }: (typeof tellers)[number]) =>
    publisher ?? t(origin === 'local' ? 'catalogue.origin.local' : 'catalogue.origin.consortium')
  const facts = [
    ['brand', brand],
    ['category', category?.names[language] ?? category?.names.en ?? product.category],
    ['hs-code', hsCode],
    ['country', country],
    ['manufacturer', maker ? `${maker.name}, ${maker.country}` : product.manufacturer],
    ['ingredients', ingredients?.join(', ')],
  ] as const
  return (
    <article className="product-card" data-testid="product-card">
      <header className="card-head">
        <h2>{names[language] ?? Object.values(names)[0]}</h2>
        {tellers[0] && <span className="badge">{nameOf(tellers[0])}</span>}
      </header>
      {tellers.slice(1).map((teller) => (
        <p key={`${teller.origin} ${teller.publisher}`} className="quiet" data-testid="product-also">
          {t(teller.isSame ? 'catalogue.also-says' : 'catalogue.says-other', { who: nameOf(teller) })}
        </p>
      ))}
      <p>
        <code data-testid="product-gtin">{gtin}</code>
      </p>
      <ul className="plain-list product-names">
        {Object.entries(names).map(([code, name]) => (
          <li key={code} lang={code}>
            <span className="quiet">{code}</span> {name}
          </li>
        ))}
      </ul>
      <dl className="product-facts">
        {facts.map(([name, value]) =>
          value ? (
            <div key={name}>
              <dt>{t(`catalogue.fact.${name}`)}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      {certificates.length > 0 && (
        <>
          <h3>{t('catalogue.certificates')}</h3>
          <ul className="plain-list">
            {certificates.map(({ id, kind, from, until }) => (
              <li key={id}>
                <code>{id}</code> {t(`catalogue.certificate.${kind}`)}{' '}
                <span className="quiet">{t('catalogue.counts', { from, until })}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {pictures.length > 0 && (
        <>
          <h3>{t('catalogue.pictures')}</h3>
          <ul className="plain-list product-pictures">
            {pictures.map(({ sha256, mediaType, bytes }) => (
              <li key={sha256}>
                <span className="picture-place" aria-hidden="true" />
                <span className="quiet">
                  {mediaType}, {number(Math.ceil(bytes / 1000))} kB
                  <br />
                  <code>{sha256.slice(0, 16)}…</code>
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </article>
  )
}
