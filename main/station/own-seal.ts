import { checkSeal, OTHER_UNITS_MAX, type SealAnswer } from '../../core/label/check-seal.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import type { StationStore } from '../store/station-store.ts'
import type { StationProfile } from '../workspace/profile.ts'
import { sealKeysOf } from '../workspace/workspace.ts'

/**
 * The seal of a label against this station's own keys, those of before a restore included. A seal that does not fit is held
 * against the labels that were reserved last, to say which of them it was made for.
 */
export function checkOwnSeal(
  { store, profile }: { readonly store: StationStore; readonly profile: StationProfile },
  text: string,
): SealAnswer {
  return checkSeal(text, {
    keys: sealKeysOf(profile),
    verify: verifyEd25519,
    training: profile.training,
    others: () => store.labels.newestUnits(OTHER_UNITS_MAX),
  })
}
