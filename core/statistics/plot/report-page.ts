import type { StatisticsReport } from '../report.ts'
import type { StatisticsWords } from '../statistics-words.ts'
import type { TableView } from './plot-view.ts'
import { plotsOf } from './plots-of.ts'
import { escaped, fillsText, sceneText } from './scene-text.ts'

const style = `body{max-width:1000px;margin:24px auto;padding:0 16px;font:16px/1.4 "Noto Sans SC","Noto Sans",system-ui,sans-serif;color:#10161d;background:#fff}
h1{font-size:24px}h2{font-size:18px;margin:28px 0 4px}p{margin:4px 0;color:#4a5663}svg{display:block;max-width:100%}svg text{font-size:13px;fill:#10161d}svg .tick{fill:#4a5663}
.axis{stroke:#7a8794}.grid{stroke:#d5dce3}.mark{stroke:#10161d;stroke-width:3}table{border-collapse:collapse;font-size:14px}:is(th,td){padding:2px 8px;border-bottom:1px solid #d5dce3;text-align:right;font-weight:400}
:is(th[scope=row],th:first-child){text-align:left}section{break-inside:avoid}.legend span{margin-right:18px}.legend svg{display:inline-block;width:20px;height:14px;margin-right:6px;vertical-align:middle}`

/** The drawings and their numbers as one page without script, to be kept or mailed. `days` and `agencies`: the same range. */
export function reportPage(
  days: StatisticsReport,
  agencies: StatisticsReport,
  words: StatisticsWords,
): string {
  const { say, number, language } = words
  const { from, to, statements, madeAt, station } = days
  const title = say('page-title', { station })
  const fill = { from, to, statements: number(statements), at: madeAt.slice(0, 16).replace('T', ' ') }
  const sections = plotsOf(days, agencies, words).map(({ title, note, legend, scene, table }) => {
    const swatch = (series: number | 'mark') =>
      series === 'mark'
        ? '<svg viewBox="0 0 20 14"><line x2="20" y1="7" y2="7" class="mark"/></svg>'
        : `<svg viewBox="0 0 20 14"><rect width="20" height="14" fill="url(#fill-${series})"/></svg>`
    const legends = legend
      .map(({ series, text }) => `<span>${swatch(series)}${escaped(text)}</span>`)
      .join('')
    const drawn = scene
      ? `<p class="legend">${legends}</p>${sceneText(scene, title)}<details><summary>${escaped(say('numbers'))}</summary>${tableText(table)}</details>`
      : ''
    return `<section><h2>${escaped(title)}</h2><p>${escaped(scene ? note : say('nothing-here'))}</p>${drawn}</section>`
  })
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${escaped(title)}</title><style>${style}</style></head>
<body>${fillsText()}<h1>${escaped(title)}</h1><p>${escaped(say(from === to ? 'counted-day' : 'counted', fill))}</p>${sections.join('\n')}</body></html>
`
}

const tableText = ({ head, rows }: TableView): string =>
  `<table><thead><tr>${head.map((name) => `<th scope="col">${escaped(name)}</th>`).join('')}</tr></thead><tbody>${rows
    .map(
      ([name = '', ...cells]) =>
        `<tr><th scope="row">${escaped(name)}</th>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`,
    )
    .join('')}</tbody></table>`
