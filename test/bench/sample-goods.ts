import { checkDigit } from '../../core/gs1/check-digit.ts'

/** A product of a large catalogue, as cells: names and ingredients as long as real ones, 14,500 brands, 3,700 categories. */
export function sampleGoods(at: number, change = ''): Record<string, string> {
  const digits = `69${String(at).padStart(10, '0')}`
  const brand = at % 14_500
  return {
    gtin: `${digits}${checkDigit(digits)}`,
    name_zh: `牌号${brand} 婴幼儿营养米粉 第${at % 9}段 ${100 + (at % 900)}克${change}`,
    name_en: `Brand ${brand} Infant Rice Cereal, Stage ${at % 9}, ${100 + (at % 900)} g${change}`,
    category: `category-${at % 3700}`,
    hs_code: `19011${String(at % 100_000).padStart(5, '0')}`,
    country: ['AU', 'NZ', 'JP', 'KR', 'DE'][at % 5] ?? 'AU',
    brand: `Brand ${brand}`,
    manufacturer: `Manufacturer ${at % 9000} Co., Ltd.`,
    ingredients: `rice flour | milk powder | sugar ${at % 40} | vitamins | minerals`,
  }
}

const columns = Object.keys(sampleGoods(0))

/** Such products as CSV. */
export function goodsCsv(from: number, to: number, change = ''): string {
  const lines = [columns.join(',')]
  for (let at = from; at < to; at++) {
    const row = sampleGoods(at, change)
    lines.push(columns.map((column) => `"${row[column] ?? ''}"`).join(','))
  }
  return lines.join('\n')
}
