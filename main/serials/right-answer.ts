import type { SerialsAnswer } from '../../core/contract/serials-answer.ts'
import {
  type PoolSerialState,
  poolSerialStateOf,
  poolSerialStates,
} from '../../core/lifecycle/pool-serial-life.ts'
import type { StationStore } from '../store/station-store.ts'
import type { HeldRight } from './minting-rights.ts'

/** A right as programs read it, with where its serials stand. */
export function rightAnswer(
  store: StationStore,
  { n, authority, issued, left, idle }: HeldRight,
  ownPrefix: string,
): SerialsAnswer['rights'][number] {
  const states = Object.fromEntries(poolSerialStates.map((state) => [state, 0])) as Record<
    PoolSerialState,
    number
  >
  for (const [label, count] of store.pools.statesOf(n)) states[poolSerialStateOf(label, true)] += count
  const mayCount = idle === null || idle.code === 'authority-not-yet'
  if (authority.kind === 'pool') states[poolSerialStateOf(null, mayCount)] += left ?? 0
  const { id, kind, brand, kid, covers, prefix, from, until } = authority
  return {
    id,
    kind,
    brand,
    kid,
    covers: [...covers.companyPrefixes, ...covers.gtins],
    prefix: prefix ?? ownPrefix,
    from,
    until,
    issued,
    left,
    idle: idle && { code: idle.code, detail: { ...idle.detail } },
    states,
  }
}
