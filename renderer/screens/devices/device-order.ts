import type { LabelView, StationView } from '../../../core/contract/station-view.ts'

export type Device = StationView['devices'][number]

const kindOrder: Readonly<Record<Device['kind'], number>> = { printer: 0, scanner: 1, ledger: 2 }

const rank = (device: Device): number => (isSwitchedOff(device) ? 2 : Number(device.ok))

/** What a person is at work with comes first: whatever is not well, then printers, scanners, the ledger, each by name. */
export const troubledFirst = (devices: readonly Device[]): readonly Device[] =>
  devices.toSorted(
    (a, b) => rank(a) - rank(b) || kindOrder[a.kind] - kindOrder[b.kind] || a.name.localeCompare(b.name),
  )

/** Not green and no trouble either: not asked yet, busy for a moment, being opened. */
const passing: ReadonlySet<string> = new Set(['printer-is-unknown', 'printer-is-busy', 'device-is-opening'])

/** Switched off in the settings: nobody misses it. */
export const isSwitchedOff = (device: Device): boolean => device.status.code === 'device-is-off'

/**
 * Devices that somebody must go to. A ledger that is away is none of them: work goes on without it, and its chip says so.
 */
export const devicesInTrouble = (devices: readonly Device[]): readonly Device[] =>
  troubledFirst(devices).filter(
    (device) =>
      !device.ok && device.kind !== 'ledger' && !isSwitchedOff(device) && !passing.has(device.status.code),
  )

/** Labels that nobody knows the truth of, oldest first: they are settled in the order in which they came. */
export const labelsInDoubt = (outstanding: readonly LabelView[]): readonly LabelView[] =>
  outstanding.filter((label) => label.state === 'uncertain').toSorted((a, b) => a.job - b.job)

/** Labels that have not been sent: they wait for a printer. */
export const labelsWaiting = (outstanding: readonly LabelView[]): readonly LabelView[] =>
  outstanding.filter((label) => label.state === 'reserved').toSorted((a, b) => a.job - b.job)
