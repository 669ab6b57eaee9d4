import type { StationView } from '../../core/contract/station-view.ts'

/** The view of a station that has nothing to show but its state: no plan, no labels, no devices. */
export function emptyView(of: Pick<StationView, 'revision' | 'training' | 'station' | 'state'>): StationView {
  return {
    format: 'bondmark/station-view/1',
    ...of,
    clock: null,
    person: null,
    shift: null,
    line: null,
    lots: [],
    lines: [],
    open: { lines: 0, labels: 0 },
    label: null,
    outstanding: [],
    labelOrder: 'any',
    stops: 0,
    openCase: null,
    cases: [],
    openPallet: null,
    pallets: [],
    taking: null,
    ssccs: { left: 0, isLow: false },
    recent: [],
    planImport: null,
    devices: [],
    pairing: null,
    sync: {
      unsynced: 0,
      oldest: null,
      batches: [],
      running: null,
      last: null,
      retry: null,
      skewMs: null,
      frozen: [],
      members: null,
    },
  }
}
