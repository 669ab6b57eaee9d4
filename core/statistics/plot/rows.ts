import { scaleLinear } from 'd3-scale'
import { fitted, type Mark, type Scene, widthOf } from './scene.ts'

/** A bar with its name before it and its number behind it. */
export interface Row {
  readonly name: string
  readonly units: number
  readonly series: number
  /** What stands behind the bar. */
  readonly said: string
}

interface Asked {
  readonly width: number
  readonly rows: readonly Row[]
}

const ROW = 30
const BAR = 18
/** Part of the width that names may take. */
const NAMES_MAX = 0.52

/** Bars that lie, the names before them. */
export function rowsScene({ width, rows }: Asked): Scene {
  const names = Math.min(Math.max(...rows.map(({ name }) => widthOf(name)), 0), width * NAMES_MAX)
  const said = Math.max(...rows.map((row) => widthOf(row.said)), 0) + 12
  const left = names + 12
  const x = scaleLinear()
    .domain([0, Math.max(1, ...rows.map(({ units }) => units))])
    .range([0, Math.max(20, width - left - said)])
  const marks = rows.flatMap(({ name, units, series, said }, at): Mark[] => {
    const y = at * ROW + (ROW - BAR) / 2
    const length = units > 0 ? Math.max(2, x(units)) : 0
    const text = y + BAR / 2 + 5
    return [
      { shape: 'text', x: names, y: text, text: fitted(name, names), anchor: 'end', role: 'name' },
      ...(length > 0
        ? [
            {
              shape: 'bar' as const,
              x: left,
              y,
              width: length,
              height: BAR,
              series,
              title: `${name}: ${said}`,
            },
          ]
        : []),
      { shape: 'text', x: left + length + 6, y: text, text: said, anchor: 'start', role: 'value' },
    ]
  })
  const height = Math.max(ROW, rows.length * ROW)
  marks.push({ shape: 'line', x1: left, y1: 0, x2: left, y2: height, role: 'axis' })
  return { width, height, marks }
}
