import { BondmarkError } from '../../core/errors/bondmark-error.ts'

const PORT_MAX = 65_535

/** A port as a person writes it, 0 for any free one. Throws `port-malformed`. */
export function readPort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > PORT_MAX)
    throw new BondmarkError('port-malformed', { value: text })
  return Number(text)
}
