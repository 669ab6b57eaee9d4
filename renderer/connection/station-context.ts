import { createContext, useContext } from 'react'
import type { StationView } from '../../core/contract/station-view.ts'
import type { StationClient } from './station-client.ts'

/** The station as it is right now; parts below are drawn only while the connection is live. */
export interface Station {
  readonly client: StationClient
  readonly view: StationView
}

export const StationContext = createContext<Station | null>(null)

export function useStation(): Station {
  const station = useContext(StationContext)
  if (!station) throw new Error('no station around this part')
  return station
}
