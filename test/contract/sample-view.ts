import type { StationView } from '../../core/contract/station-view.ts'

/** The view of a station where nothing has happened yet. */
export const sampleView: StationView = {
  format: 'bondmark/station-view/1',
  revision: 0,
  training: true,
  station: { id: 'LBL07', name: 'Labeling 07' },
  clock: null,
  person: null,
  shift: null,
  state: {
    kind: 'signed-out',
    sentence: { code: 'internal', detail: { message: 'nobody' } },
    next: { code: 'internal', detail: { message: 'sign in' } },
    at: '2026-11-22T09:00:00.000+08:00',
    count: 0,
  },
  line: null,
  lots: [],
  lines: [],
  open: { lines: 0, labels: 0 },
  label: null,
  outstanding: [],
  openCase: null,
  cases: [],
  recent: [],
  planImport: null,
  devices: [],
  pairing: null,
  sync: { unsynced: 0, oldest: null, batches: [], running: null, last: null },
}
