import { scaleBand, scaleLinear } from 'd3-scale'
import { type Mark, type Scene, widthOf } from './scene.ts'

/** A column: its parts from the ground up, and a mark across it where something else stands. */
export interface Column {
  readonly name: string
  readonly parts: readonly { readonly units: number; readonly series: number; readonly title: string }[]
  readonly mark?: { readonly units: number; readonly title: string }
}

interface Asked {
  readonly width: number
  readonly height: number
  readonly columns: readonly Column[]
  /** How a number is written. */
  readonly number: (value: number) => string
}

const TOP = 22
const BOTTOM = 26
const TICKS = 4
/** Columns that are wide enough have their sum above them. */
const WIDE = 34
const COLUMN_MAX = 90
/** How high a sum is, with what parts it from its column. */
const LETTERS = 20

/** Stacked columns over names, with a scale on the left. */
export function columnsScene({ width, height, columns, number }: Asked): Scene {
  const sums = columns.map(({ parts }) => parts.reduce((sum, { units }) => sum + units, 0))
  const most = Math.max(1, ...sums, ...columns.map(({ mark }) => mark?.units ?? 0))
  const y = scaleLinear()
    .domain([0, most])
    .nice(TICKS)
    .range([height - BOTTOM, TOP])
  const ticks = y.ticks(TICKS).filter(Number.isInteger)
  const left = Math.max(...ticks.map((tick) => widthOf(number(tick)))) + 12
  const x = scaleBand<number>()
    .domain(columns.map((_, at) => at))
    .range([left, width - 4])
    .padding(columns.length > 40 ? 0.12 : 0.28)
  const marks: Mark[] = ticks.flatMap((tick): Mark[] => [
    { shape: 'line', x1: left, y1: y(tick), x2: width - 4, y2: y(tick), role: tick === 0 ? 'axis' : 'grid' },
    { shape: 'text', x: left - 8, y: y(tick) + 5, text: number(tick), anchor: 'end', role: 'tick' },
  ])
  const bar = Math.min(x.bandwidth(), COLUMN_MAX)
  // Names stand under as many columns as have room for them.
  const nameWidth = Math.max(...columns.map(({ name }) => widthOf(name)), 1) + 12
  const every = Math.max(1, Math.ceil(nameWidth / x.step()))
  columns.forEach(({ name, parts, mark }, at) => {
    const middle = (x(at) ?? 0) + x.bandwidth() / 2
    let ground = 0
    for (const { units, series, title } of parts) {
      const [from, to] = [y(ground), y(ground + units)]
      ground += units
      if (units > 0)
        marks.push({ shape: 'bar', x: middle - bar / 2, y: to, width: bar, height: from - to, series, title })
    }
    if (mark && mark.units > 0) {
      const over = Math.min(4, x.step() * 0.12)
      const at = { y1: y(mark.units), y2: y(mark.units) }
      marks.push({
        shape: 'line',
        x1: middle - bar / 2 - over,
        x2: middle + bar / 2 + over,
        ...at,
        role: 'mark',
        title: mark.title,
      })
    }
    // A mark that lies where the sum would stand is not written across: the sum stands above both.
    const crossed = mark && mark.units > 0 && mark.units >= ground && y(ground) - y(mark.units) < LETTERS
    if (ground > 0 && bar >= WIDE)
      marks.push({
        shape: 'text',
        x: middle,
        y: y(crossed ? mark.units : ground) - 6,
        text: number(ground),
        anchor: 'middle',
        role: 'value',
      })
    if (at % every === 0)
      marks.push({ shape: 'text', x: middle, y: height - 6, text: name, anchor: 'middle', role: 'tick' })
  })
  return { width, height, marks }
}
