import type { StationContext } from './context.ts'
import { readDesk } from './desk.ts'

/** What statements call who is signed in: a pseudonym, or `station` for what it does by itself. */
export function operatorOf({ store }: StationContext, t: string): string {
  const badge = readDesk(store.settings, t).person
  return (badge && store.people.get(badge)?.pseudonym) ?? 'station'
}
