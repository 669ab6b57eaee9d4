import { createContext, useContext } from 'react'

/** What a tab of the Control screen may ask of the screen: another tab, where somebody can do what is missing. */
export interface ControlPlaces {
  readonly go: (tab: string) => void
  /** The digit that shows a tab with Alt; null where there is no such tab. */
  readonly digitOf: (tab: string) => number | null
}

export const ControlContext = createContext<ControlPlaces>({ go: () => {}, digitOf: () => null })

export const useControl = (): ControlPlaces => useContext(ControlContext)
