import { BondmarkError } from '../errors/bondmark-error.ts'

/**
 * The 26 acceptance quality limits that the tables have columns for, spelled as the standard prints them. Up to 10 they
 * may be per cent nonconforming or nonconformities per 100 units; above 10 only the latter (5.2).
 */
export const aqls = [
  '0.010',
  '0.015',
  '0.025',
  '0.040',
  '0.065',
  '0.10',
  '0.15',
  '0.25',
  '0.40',
  '0.65',
  '1.0',
  '1.5',
  '2.5',
  '4.0',
  '6.5',
  '10',
  '15',
  '25',
  '40',
  '65',
  '100',
  '150',
  '250',
  '400',
  '650',
  '1000',
] as const
export type Aql = (typeof aqls)[number]

/** The largest AQL that may mean per cent nonconforming (5.2). */
export const PERCENT_AQL_MAX = 10

const byValue: ReadonlyMap<number, Aql> = new Map(aqls.map((aql) => [Number(aql), aql]))

/**
 * An AQL in any usual spelling (`0.65`, `.65`, `0.650`, `1`, `1.0`, `1000`), as the standard prints it. One that lies between two
 * columns is refused and never rounded: plans exist only for these 26 (10.1).
 * @throws BondmarkError `sampling-aql-unknown` `{value, allowed}`
 */
export function readAql(value: string | number): Aql {
  const text = String(value).trim()
  const found = /^(?:\d{1,4}(?:\.\d{0,6})?|\.\d{1,6})$/.test(text) ? byValue.get(Number(text)) : undefined
  if (found === undefined)
    throw new BondmarkError('sampling-aql-unknown', { value: text.slice(0, 40), allowed: aqls.join(', ') })
  return found
}
