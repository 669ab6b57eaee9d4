import { scaleBand, scaleLinear } from 'd3-scale'
import type { Mark, Scene } from './scene.ts'
import { widthOf } from './scene.ts'

/** How often each class of lengths came, and what is said of all of them. */
export interface Strip {
  readonly name: string
  readonly said: string
  readonly counts: readonly number[]
  readonly series: number
}

interface Asked {
  readonly width: number
  readonly classes: readonly string[]
  readonly strips: readonly Strip[]
  readonly number: (value: number) => string
}

const HEAD = 24
const BARS = 46
const GAP = 12
const NAMES = 24

/** Small distributions above one another, over the same classes: each by its own greatest class. */
export function stripsScene({ width, classes, strips, number }: Asked): Scene {
  const x = scaleBand<number>()
    .domain(classes.map((_, at) => at))
    .range([0, width])
    .padding(0.1)
  const marks = strips.flatMap(({ name, said, counts, series }, at): Mark[] => {
    const top = at * (HEAD + BARS + GAP)
    const ground = top + HEAD + BARS
    const y = scaleLinear()
      .domain([0, Math.max(1, ...counts)])
      .range([0, BARS - 16])
    return [
      { shape: 'text', x: 0, y: top + 16, text: name, anchor: 'start', role: 'name' },
      { shape: 'text', x: width, y: top + 16, text: said, anchor: 'end', role: 'value' },
      { shape: 'line', x1: 0, y1: ground, x2: width, y2: ground, role: 'axis' },
      ...counts.flatMap((count, place): Mark[] => {
        if (count === 0) return []
        const height = Math.max(2, y(count))
        const left = x(place) ?? 0
        return [
          {
            shape: 'bar',
            x: left,
            y: ground - height,
            width: x.bandwidth(),
            height,
            series,
            title: `${name}: ${classes[place]}: ${number(count)}`,
          },
          {
            shape: 'text',
            x: left + x.bandwidth() / 2,
            y: ground - height - 4,
            text: number(count),
            anchor: 'middle',
            role: 'value',
          },
        ]
      }),
    ]
  })
  const height = strips.length * (HEAD + BARS + GAP) + NAMES
  const every = Math.max(1, Math.ceil((Math.max(...classes.map(widthOf)) + 6) / x.step()))
  classes.forEach((text, place) => {
    if (place % every !== 0 && place !== classes.length - 1) return
    const middle = (x(place) ?? 0) + x.bandwidth() / 2
    marks.push({ shape: 'text', x: middle, y: height - 8, text, anchor: 'middle', role: 'tick' })
  })
  return { width, height, marks }
}
