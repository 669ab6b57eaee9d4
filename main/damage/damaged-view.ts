import type { DamageView, StationView } from '../../core/contract/station-view.ts'
import { emptyView } from '../station/empty-view.ts'
import type { StationProfile } from '../workspace/profile.ts'

/** The view of a station whose database cannot be read or written: a STOP that nobody can acknowledge, and nothing green. */
export function damagedView(profile: StationProfile, damage: DamageView, revision: number): StationView {
  const next = { code: 'next-restore' as const, detail: {} }
  return {
    ...emptyView({
      revision,
      training: profile.training,
      station: { id: profile.station, name: profile.siteName },
      state: { kind: 'stop', sentence: damage.failure, next, at: damage.at, count: 1 },
    }),
    damage,
  }
}
