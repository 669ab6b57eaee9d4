import { type Command, Option } from 'commander'
import { BondmarkError, type Detail } from '../../core/errors/bondmark-error.ts'
import { rowOf } from '../../core/gs1/ai-table.ts'
import { buildBracketed, buildDigitalLink, buildElementString } from '../../core/gs1/build.ts'
import { CANONICAL_ROOT } from '../../core/gs1/canonical-link.ts'
import { parseScan, SCAN_LENGTH_MAX } from '../../core/gs1/parse-scan.ts'
import { meaningOf } from '../../core/gs1/read-value.ts'
import type { GoodReading, GsElement, ScanError, ScanReading } from '../../core/gs1/scan-reading.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { boundedLines } from './bounded-lines.ts'
import { answer, EXIT, isRead, sentence } from './terminal.ts'

function detailOf({ ai, at, rule = '' }: ScanError, text: string): Detail {
  return { ai: ai ?? '–', at, rule, text: text.slice(0, 80) }
}

/** What a good scan says, for people: the whole on one line, then each element with its title, then what to look at. */
function readable(reading: GoodReading, year: number): string {
  const { elements, digitalLink, symbology, addOn, warnings } = reading
  const whole = `${elements.map(({ ai, value }) => `(${ai})${value}`).join('')}${digitalLink ? `  ${digitalLink}` : ''}`
  const titles = elements.map(({ ai }) => `(${ai}) ${rowOf(ai)?.title ?? ''}`)
  const width = Math.max(...titles.map((title) => title.length))
  return [
    whole,
    ...(symbology === null ? [] : [`  ${symbology}${addOn === undefined ? '' : ` + ${addOn}`}`]),
    ...elements.map(({ ai, value }, i) => {
      const meaning = meaningOf(ai, value, year)
      return `  ${(titles[i] ?? '').padEnd(width)}  ${value}${meaning === null ? '' : `  = ${meaning}`}`
    }),
    ...warnings.map(({ code, ai }) => `  ! ${sentence({ code, detail: { ai: ai ?? '–' } })}`),
  ].join('\n')
}

function show(reading: ScanReading, year: number): string {
  if (reading.ok) return readable(reading, year)
  const { code, rule } = reading.error
  const words = sentence({ code, detail: detailOf(reading.error, reading.input) })
  return rule === undefined ? words : `${words} [${rule}]`
}

/** The elements of a text in any form that a scan may have. Throws the reading's error. */
function elementsOf(text: string): readonly GsElement[] {
  const reading = parseScan(text)
  if (!reading.ok) throw new BondmarkError(reading.error.code, detailOf(reading.error, text))
  return reading.elements
}

const FORMS = ['element-string', 'bracketed', 'link'] as const

function build(elements: readonly GsElement[], as: (typeof FORMS)[number], root: string): string {
  if (as === 'bracketed') return buildBracketed(elements)
  if (as === 'link') return buildDigitalLink(elements, { root, parameters: [] })
  // People see `^` where a scanner sends the unprintable FNC1.
  return `^${buildElementString(elements, { order: 'predefined-first', separator: '^' })}`
}

/** `gs1 parse` and `gs1 build`: they need no workspace. */
export function addGs1Commands(program: Command, exit: (code: number) => void): void {
  const gs1 = program.command('gs1').description('GS1 identifiers')
  gs1
    .command('parse [text...]')
    .description('read scans: arguments, or one scan per line on standard input')
    .option('--json', 'one JSON object per scan')
    .action(async (texts: string[], options: { json?: boolean }) => {
      let refused = 0
      let isFirst = true
      const year = Number(wallClock.now().slice(0, 4))
      const one = (text: string) => {
        const reading = parseScan(text)
        if (!reading.ok) refused++
        if (options.json) answer(isFirst ? { format: 'bondmark/gs1-parse/1', ...reading } : reading)
        else process.stdout.write(`${show(reading, year)}\n`)
        isFirst = false
      }
      if (texts.length > 0) texts.forEach(one)
      else
        for await (const line of boundedLines(process.stdin.setEncoding('utf8'), SCAN_LENGTH_MAX)) {
          if (!isRead()) break
          if (line !== '') one(line)
        }
      exit(refused > 0 ? EXIT.left : EXIT.done)
    })

  gs1
    .command('build <text>')
    .description('write a scan, brackets or a link in another form')
    .addOption(new Option('--as <form>', 'what to write').choices(FORMS).default('link'))
    .option('--root <address>', 'scheme, host and path that a link begins with', CANONICAL_ROOT)
    .action((text: string, { as, root }: { as: (typeof FORMS)[number]; root: string }) => {
      process.stdout.write(`${build(elementsOf(text), as, root)}\n`)
    })
}
