import type { StationStore } from '../store/station-store.ts'

/** When a batch was last put out as a file on the screen, and the name that it was given. */
export interface Carried {
  readonly at: string
  readonly file: string
}

type Settings = Pick<StationStore, 'settings'>
const keyOf = (batch: number) => `carried/${batch}`

export const carriedOf = (store: Settings, batch: number): Carried | null =>
  store.settings.get<Carried>(keyOf(batch))

export const keepCarried = (store: Settings, batch: number, carried: Carried): void =>
  store.settings.set(keyOf(batch), carried)
