import type { LabelHistoryItem } from '../../core/contract/label-history.ts'
import type { StationStore } from '../store/station-store.ts'

/** Somebody by pseudonym, with the name that goes by it here; `station` is nobody, and null was not recorded. */
export function personCalled(
  { people }: Pick<StationStore, 'people'>,
  pseudonym: string | null,
): LabelHistoryItem['operator'] {
  return pseudonym === null ? null : { pseudonym, name: people.byPseudonym(pseudonym)?.name ?? null }
}
