import type { StationView } from '../../core/contract/station-view.ts'
import { useWords } from '../words/use-words.ts'

type Goods = NonNullable<StationView['openCase']>['goods']

/** What is in a case or on a pallet, a line at a time: how many of what, of which lot, until when. */
export const GoodsList = ({ goods }: { goods: Goods }) => {
  const { t, language } = useWords()
  return (
    <ul className="goods-list" aria-label={t('case.goods')}>
      {goods.map(({ asn, line, lot, nameEn, nameZh, expiry, units }) => (
        <li key={`${asn} ${line} ${lot}`}>
          <b>{units} ×</b>
          <span>{language === 'zh-CN' ? nameZh : nameEn}</span>
          <small>{t('case.goods-lot', { lot, expiry })}</small>
        </li>
      ))}
    </ul>
  )
}
