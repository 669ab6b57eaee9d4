import type { InspectionAnswer } from '../../../../core/contract/inspections.ts'
import { useWords } from '../../../words/use-words.ts'

type Draw = NonNullable<InspectionAnswer['task']['draw']>

/** Cases that are drawn as a picture; of a larger lot the list says where to go. */
const CASES_SHOWN_MAX = 400

/**
 * Where the units to take are: pallet after pallet, a square for each case, its number and how many to take in those that are
 * meant. Below it stands which units of each case, counted from the bottom left.
 */
export const SamplePicture = ({ draw }: { draw: Draw }) => {
  const { t, number } = useWords()
  const { units, unitsPerCase, casesPerPallet, take } = draw
  const cases = Math.ceil(units / unitsPerCase)
  const taken = new Map(take.map((one) => [one.case, one.units]))
  const pallets = Array.from(
    { length: Math.ceil(Math.min(cases, CASES_SHOWN_MAX) / casesPerPallet) },
    (_, i) => i,
  )
  return (
    <section className="stack" aria-label={t('inspections.where')}>
      <h3>{t('inspections.where')}</h3>
      {pallets.map((pallet) => (
        <figure key={pallet} className="sample-pallet">
          <figcaption>{t('inspections.pallet', { n: pallet + 1 })}</figcaption>
          <div className="sample-cases" aria-hidden="true">
            {Array.from({ length: Math.min(casesPerPallet, cases - pallet * casesPerPallet) }, (_, i) => {
              const place = pallet * casesPerPallet + i + 1
              const count = taken.get(place)?.length ?? 0
              return (
                <span key={place} className={count > 0 ? 'sample-case is-taken' : 'sample-case'}>
                  <small>{place}</small>
                  {count > 0 && <b>×{count}</b>}
                </span>
              )
            })}
          </div>
        </figure>
      ))}
      {cases > CASES_SHOWN_MAX && (
        <p className="quiet">{t('inspections.more-cases', { n: number(cases - CASES_SHOWN_MAX) })}</p>
      )}
      <ul className="plain-list sample-list">
        {take.map((one) => (
          <li key={one.case}>
            {t(one.sscc ? 'inspections.take-sscc' : 'inspections.take', {
              case: one.case,
              sscc: one.sscc ?? '',
              units: one.units.join(', '),
            })}
          </li>
        ))}
      </ul>
    </section>
  )
}
