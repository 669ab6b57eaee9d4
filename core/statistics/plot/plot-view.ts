import type { Scene } from './scene.ts'

/** Numbers behind a drawing: what is read where it cannot be seen. */
export interface TableView {
  readonly head: readonly string[]
  /** The first cell of a row is its name. */
  readonly rows: readonly (readonly string[])[]
}

/** One drawing of the page, with everything that is said around it. */
export interface PlotView {
  readonly id: 'volumes' | 'decisions' | 'sampling' | 'times' | 'agencies'
  readonly title: string
  readonly note: string
  readonly legend: readonly { readonly series: number | 'mark'; readonly text: string }[]
  /** Null when there is nothing to draw. */
  readonly scene: Scene | null
  readonly table: TableView
}
