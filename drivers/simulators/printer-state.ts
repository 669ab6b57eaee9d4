/** What can be wrong with a simulated printer. */
export type PrinterTrouble = 'media-out' | 'ribbon-out' | 'head-open' | 'hot' | 'cutter' | 'paused'

export interface PrinterCondition {
  readonly trouble: PrinterTrouble | null
  /** Whole formats received and not printed yet. */
  readonly queued: number
  /** A format has begun and its end has not come. */
  readonly partial: boolean
  readonly heightDots: number
}

const flag = (on: boolean) => (on ? '1' : '0')
const line = (text: string) => `\x02${text}\x03\r\n`

/** Troubles in which the manual says that `~HS` is not answered. */
const dumb: readonly (PrinterTrouble | null)[] = ['media-out', 'ribbon-out', 'head-open', 'hot']

/** The three lines that `~HS` answers; null when the printer keeps silent. */
export function hostStatus({ trouble, queued, partial, heightDots }: PrinterCondition): string | null {
  if (dumb.includes(trouble)) return null
  const formats = String(Math.min(queued, 999)).padStart(3, '0')
  const length = String(heightDots).padStart(4, '0')
  const pause = flag(trouble === 'paused' || trouble === 'cutter')
  const left = String(queued).padStart(8, '0')
  return [
    line(`030,0,${pause},${length},${formats},0,0,${flag(partial)},000,0,0,0`),
    line(`001,0,0,0,1,2,4,0,${left},1,000`),
    line('1234,0'),
  ].join('')
}

const errorBits: Record<PrinterTrouble, number> = {
  'media-out': 0x1,
  'ribbon-out': 0x2,
  'head-open': 0x4,
  cutter: 0x8,
  hot: 0x10,
  paused: 0x1_0000,
}

/** The answer to `~HQES`, which comes in every trouble. */
export function errorStatus({ trouble }: PrinterCondition): string {
  const bits = trouble === null ? 0 : errorBits[trouble]
  const group = bits.toString(16).padStart(8, '0').toUpperCase()
  const lines = ['', '  PRINTER STATUS', `   ERRORS:         ${flag(bits !== 0)} 00000000 ${group}`]
  return `\x02${[...lines, '   WARNINGS:       0 00000000 00000000', ''].join('\r\n')}\x03`
}
