import type { PracticePrinter, PrinterActName, PrinterFaultName } from '../../../core/contract/devices.ts'

/** `none` is no fault: it mends them all. */
export type PrinterFault = Exclude<PrinterFaultName, 'none'>

interface FaultGroup {
  readonly name: 'paper' | 'parts' | 'talk' | 'power'
  readonly faults: readonly PrinterFault[]
}

/** What can go wrong at a printer, by where a person would look for it. */
export const faultGroups: readonly FaultGroup[] = [
  { name: 'paper', faults: ['media-out', 'ribbon-out', 'jam'] },
  { name: 'parts', faults: ['head-open', 'hot', 'cutter'] },
  { name: 'talk', faults: ['silent', 'late', 'garbled', 'buffer-full', 'stalled'] },
  { name: 'power', faults: ['wire-cut', 'power-off', 'paused'] },
]

/** What hands can do at the printer as it is: a switch and a head each have one other place. */
export const actsAt = ({ stops, isOn }: PracticePrinter): readonly PrinterActName[] =>
  isOn
    ? [
        'change-roll',
        stops.includes('head-open') ? 'close-head' : 'open-head',
        'pause',
        'cancel',
        'feed',
        'power-off',
      ]
    : ['power-on']
