import type { ReactElement } from 'react'
import type { Word } from '../../words/i18n.ts'
import { BondedTab } from './bonded/bonded-tab.tsx'
import { CatalogueTab } from './catalogue/catalogue-tab.tsx'
import { InboundTab } from './inbound/inbound-tab.tsx'
import { InspectionsTab } from './inspections/inspections-tab.tsx'
import { RulesTab } from './rules/rules-tab.tsx'
import { StatisticsTab } from './statistics/statistics-tab.tsx'

/** One room of the Control screen. */
export interface ControlTab {
  readonly name: string
  readonly word: Word
  /** `Alt` and this digit show it; a tab keeps its digit whatever others come. */
  readonly digit: 1 | 2 | 3 | 4 | 5 | 6 | 7
  readonly Screen: () => ReactElement | null
}

/** In the order of the strip: 1 inbound, 2 inspections, 3 bonded, 4 rules, 5 goods data, 6 statistics. */
export const controlTabs: readonly ControlTab[] = [
  { name: 'inbound', word: 'control.inbound', digit: 1, Screen: InboundTab },
  { name: 'inspections', word: 'control.inspections', digit: 2, Screen: InspectionsTab },
  { name: 'bonded', word: 'control.bonded', digit: 3, Screen: BondedTab },
  { name: 'rules', word: 'control.rules', digit: 4, Screen: RulesTab },
  { name: 'catalogue', word: 'control.catalogue', digit: 5, Screen: CatalogueTab },
  { name: 'statistics', word: 'control.statistics', digit: 6, Screen: StatisticsTab },
]
