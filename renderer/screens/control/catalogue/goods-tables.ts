/** Kinds of rows of goods data, in the order in which people are asked about them. */
export const goodsTables = [
  'products',
  'manufacturers',
  'certificates',
  'brands',
  'sellers',
  'agencies',
  'categories',
  'figures',
] as const
export type GoodsTable = (typeof goodsTables)[number]
