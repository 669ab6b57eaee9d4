import { scaleLinear } from 'd3-scale'
import { fitted, type Mark, type Scene, widthOf } from './scene.ts'

/** A median and how far nine tenths reach, with a name before it and words behind it. */
export interface Range {
  readonly name: string
  readonly median: number | null
  readonly p90: number | null
  readonly said: string
}

interface Asked {
  readonly width: number
  readonly ranges: readonly Range[]
}

const ROW = 46
const NAMES_MAX = 0.4

/** One row each: a dot at the median, a bar up to nine tenths, the words below. */
export function rangesScene({ width, ranges }: Asked): Scene {
  const names = Math.min(Math.max(...ranges.map(({ name }) => widthOf(name)), 0), width * NAMES_MAX)
  const left = names + 14
  const x = scaleLinear()
    .domain([0, Math.max(1, ...ranges.map(({ p90 }) => p90 ?? 0))])
    .range([left + 6, width - 8])
  const marks = ranges.flatMap(({ name, median, p90, said }, at): Mark[] => {
    const y = at * ROW + 14
    return [
      { shape: 'text', x: names, y: y + 5, text: fitted(name, names), anchor: 'end', role: 'name' },
      { shape: 'line', x1: left, y1: y, x2: width, y2: y, role: 'grid' },
      ...(median === null || p90 === null
        ? []
        : [
            {
              shape: 'bar' as const,
              x: x(median),
              y: y - 5,
              width: Math.max(2, x(p90) - x(median)),
              height: 10,
              series: 1,
              title: said,
            },
            { shape: 'dot' as const, x: x(median), y, series: 0, title: said },
          ]),
      { shape: 'text', x: left, y: y + 24, text: said, anchor: 'start', role: 'value' },
    ]
  })
  return { width, height: Math.max(ROW, ranges.length * ROW), marks }
}
