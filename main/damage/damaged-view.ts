import type { DamageView, StationView } from '../../core/contract/station-view.ts'
import type { StationProfile } from '../workspace/profile.ts'

/** The view of a station whose database cannot be read or written: a STOP that nobody can acknowledge, and nothing green. */
export function damagedView(profile: StationProfile, damage: DamageView, revision: number): StationView {
  return {
    format: 'bondmark/station-view/1',
    revision,
    training: profile.training,
    station: { id: profile.station, name: profile.siteName },
    clock: null,
    person: null,
    shift: null,
    state: {
      kind: 'stop',
      sentence: damage.failure,
      next: { code: 'next-restore', detail: {} },
      at: damage.at,
      count: 1,
    },
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
    damage,
  }
}
