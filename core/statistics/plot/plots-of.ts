import type { Saying } from '../../decision/decision.ts'
import { cycles, type Figure } from '../figures.ts'
import type { StatisticsReport, Tallied } from '../report.ts'
import { classEnds } from '../span-times.ts'
import type { StatisticsWords } from '../statistics-words.ts'
import { columnsScene } from './columns.ts'
import type { PlotView, TableView } from './plot-view.ts'
import { rangesScene } from './ranges.ts'
import { rowsScene } from './rows.ts'
import { stripsScene } from './strips.ts'

/** Widths of drawings that take a whole row of the page, and half of one. */
const WHOLE = 960
const HALF = 470
/** Rules that are drawn; the others are in the table. */
const SAYINGS_DRAWN = 10

const volumes = ['labeled', 'passed', 'damaged', 'short'] as const satisfies readonly Figure[]
const told = [
  'planned',
  'received',
  ...volumes,
  'unlabeled',
  'voided',
  'recovered',
  'stops',
] as const satisfies readonly Figure[]

/**
 * The drawings of a range, in the order of the page.
 *
 * @param days taken apart by day
 * @param agencies the same range taken apart by agency
 */
export const plotsOf = (
  days: StatisticsReport,
  agencies: StatisticsReport,
  words: StatisticsWords,
): PlotView[] => [
  volumesPlot(days, words),
  decisionsPlot(days.total, words),
  samplingPlot(days.total, words),
  timesPlot(days.total, words),
  agenciesPlot(agencies, words),
]

/** Every day from the first to the last, those on which nothing happened too. */
function daysOf({ from, to, rows }: StatisticsReport): { day: string; of: Tallied | null }[] {
  const known = new Map(rows.map((row) => [row.key, row]))
  const all: { day: string; of: Tallied | null }[] = []
  for (let ms = Date.parse(from); ms <= Date.parse(to); ms += 86_400_000) {
    const day = new Date(ms).toISOString().slice(0, 10)
    all.push({ day, of: known.get(day) ?? null })
  }
  return all
}

function volumesPlot(report: StatisticsReport, { say, number }: StatisticsWords): PlotView {
  const days = daysOf(report)
  const has = [...volumes, 'planned' as const].some((figure) => report.total.counts[figure] > 0)
  const titled = (figure: Figure, day: string, units: number) =>
    `${day}: ${say(`figure.${figure}`)} ${number(units)}`
  const columns = days.map(({ day, of }) => {
    const planned = of?.counts.planned ?? 0
    return {
      name: day.slice(5),
      parts: volumes.map((figure, series) => {
        const units = of?.counts[figure] ?? 0
        return { units, series, title: titled(figure, day, units) }
      }),
      mark: { units: planned, title: titled('planned', day, planned) },
    }
  })
  return {
    id: 'volumes',
    title: say('volumes.title'),
    note: say('volumes.note'),
    legend: [
      ...volumes.map((figure, series) => ({ series, text: say(`figure.${figure}`) })),
      { series: 'mark', text: say('figure.planned') },
    ],
    scene: has ? columnsScene({ width: WHOLE, height: 240, columns, number }) : null,
    table: {
      head: [say('day'), ...told.map((figure) => say(`figure.${figure}`))],
      rows: [
        ...days.map(({ day, of }) => [day, ...told.map((figure) => number(of?.counts[figure] ?? 0))]),
        [say('sum'), ...told.map((figure) => number(report.total.counts[figure]))],
      ],
    },
  }
}

/** Bars of goods that go on, and of goods that stay. */
const seriesOfSaying = (said: Saying): number =>
  /^(?:category-exempt|whitelist-|override-)/.test(said)
    ? 1
    : said.startsWith('label-') && said !== 'label-none'
      ? 0
      : 2

function decisionsPlot({ counts, sayings }: Tallied, { say, number }: StatisticsWords): PlotView {
  const all = (Object.entries(sayings) as [Saying, number][]).sort(
    ([a, m], [b, n]) => n - m || (a < b ? -1 : 1),
  )
  const rows = all.slice(0, SAYINGS_DRAWN).map(([said, lines]) => ({
    ...{ name: say(`said.${said}`), units: lines },
    ...{ series: seriesOfSaying(said), said: number(lines) },
  }))
  const verdicts = ['lines', 'label', 'exempt', 'whitelisted', 'hold', 'refuse'] as const
  return {
    id: 'decisions',
    title: say('decisions.title'),
    note: `${say('decisions.verdicts', Object.fromEntries(verdicts.map((name) => [name, number(counts[name])])))} ${say('decisions.note')}`,
    legend: [],
    scene: rows.length > 0 ? rowsScene({ width: HALF, rows }) : null,
    table: tableOf(
      [say('figure'), say('value')],
      [
        ...all.map(([said, lines]) => [say(`said.${said}`), number(lines)]),
        ...[...verdicts, 'decidedAgain' as const, 'refusedUnits' as const].map((name) => [
          say(`figure.${name}`),
          number(counts[name]),
        ]),
      ],
    ),
  }
}

const units = ['sampleDemanded', 'sampleTaken', 'examined', 'nonconforming'] as const
const outcomes = ['tasks', 'repeats', 'conformant', 'conditional', 'nonconformant'] as const
const around = [
  'toTightened',
  'toNormal',
  'toReduced',
  'toDiscontinued',
  'releases',
  'overrides',
  'lifts',
  'holds',
  'heldUnits',
] as const

function samplingPlot({ counts }: Tallied, { say, number }: StatisticsWords): PlotView {
  const row = (figure: Figure, series: number) => ({
    ...{ name: say(`figure.${figure}`), units: counts[figure] },
    ...{ series, said: number(counts[figure]) },
  })
  const rows = [
    ...units.map((figure, at) => row(figure, [3, 0, 0, 2][at] ?? 0)),
    ...outcomes.map((figure, at) => row(figure, [3, 3, 0, 1, 2][at] ?? 0)),
  ]
  const has = rows.some(({ units }) => units > 0)
  return {
    id: 'sampling',
    title: say('sampling.title'),
    note: say('sampling.note'),
    legend: [],
    scene: has ? rowsScene({ width: HALF, rows }) : null,
    table: tableOf(
      [say('figure'), say('value')],
      [...units, ...outcomes, ...around].map((figure) => [say(`figure.${figure}`), number(counts[figure])]),
    ),
  }
}

function timesPlot({ spans }: Tallied, { say, number, span }: StatisticsWords): PlotView {
  const classes = [...classEnds.map((end) => say('class.upto', { span: span(end) })), say('class.longer')]
  const strips = cycles
    .filter((cycle) => spans[cycle].ended + spans[cycle].open > 0)
    .map((cycle) => {
      const { ended, open, median, p90, classes: counts } = spans[cycle]
      const said =
        ended > 0
          ? say('times.said', {
              median: span(median),
              p90: span(p90),
              ended: number(ended),
              open: number(open),
            })
          : say('times.open', { open: number(open) })
      return { name: say(`cycle.${cycle}`), said, counts, series: 0 }
    })
  return {
    id: 'times',
    title: say('times.title'),
    note: say('times.note'),
    legend: [],
    scene: strips.length > 0 ? stripsScene({ width: WHOLE, classes, strips, number }) : null,
    table: tableOf(
      [say('figure'), say('part.ended'), say('part.open'), say('part.median'), say('part.p90'), ...classes],
      cycles.map((cycle) => {
        const { ended, open, median, p90, classes: counts } = spans[cycle]
        return [
          say(`cycle.${cycle}`),
          number(ended),
          number(open),
          span(median),
          span(p90),
          ...counts.map(number),
        ]
      }),
    ),
  }
}

const ofAgencies = ['sent', 'results', 'late', 'overdue'] as const

function agenciesPlot({ rows }: StatisticsReport, { say, number, span }: StatisticsWords): PlotView {
  const asked = rows.filter(({ counts }) => ofAgencies.some((figure) => counts[figure] > 0))
  const ranges = asked.map(({ key, counts, spans: { sentToResult } }) => {
    const { median, p90 } = sentToResult
    const fill = Object.fromEntries(ofAgencies.map((figure) => [figure, number(counts[figure])]))
    const said =
      median === null
        ? say('agencies.waiting', fill)
        : say('agencies.said', { ...fill, median: span(median), p90: span(p90) })
    return { name: key ?? say('none'), median, p90, said }
  })
  return {
    id: 'agencies',
    title: say('agencies.title'),
    note: say('agencies.note'),
    legend: [],
    scene: ranges.length > 0 ? rangesScene({ width: WHOLE, ranges }) : null,
    table: tableOf(
      [
        say('agencies.agency'),
        ...ofAgencies.map((figure) => say(`figure.${figure}`)),
        say('part.open'),
        say('part.median'),
        say('part.p90'),
      ],
      asked.map(
        ({
          key,
          counts,
          spans: {
            sentToResult: { open, median, p90 },
          },
        }) => [
          key ?? say('none'),
          ...ofAgencies.map((figure) => number(counts[figure])),
          ...[number(open), span(median), span(p90)],
        ],
      ),
    ),
  }
}

const tableOf = (head: string[], rows: string[][]): TableView => ({ head, rows })
