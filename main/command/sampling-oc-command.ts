import type { Command } from 'commander'
import type { SamplingOcAnswer } from '../../core/contract/sampling-answers.ts'
import { readAql } from '../../core/sampling/aqls.ts'
import {
  acceptanceChance,
  qualityAtChance,
  tabulatedChances,
  usualMeasure,
} from '../../core/sampling/operating-characteristic.ts'
import { word } from './print-table.ts'
import { askedPlan, type PlanOptions, withPlanOptions } from './sampling-plan-command.ts'
import { answer, sentence } from './terminal.ts'

/** Four significant digits: more than a plan can promise. */
const rounded = (number: number) => Number(number.toPrecision(4))

function characteristic(options: PlanOptions): SamplingOcAnswer {
  const { plan } = askedPlan(options)
  const aql = readAql(options.aql)
  const measure = options.measure ?? usualMeasure(aql)
  return {
    format: 'bondmark/sampling-oc/1',
    plan,
    aql,
    measure,
    acceptedAtAql: rounded(100 * acceptanceChance(plan, Number(aql), measure)),
    points: tabulatedChances.map((accepted) => ({
      accepted,
      quality: rounded(qualityAtChance(plan, accepted / 100, measure)),
    })),
  }
}

/** How wide the longest bar of the curve is, in characters. */
const BAR = 50
const STEPS = 20

/** The curve lying on its side: a line a quality, as long as the chance that a lot of it is accepted. */
function curve({ plan, measure, points }: SamplingOcAnswer): string[] {
  const worst = points.at(-1)?.quality ?? 0
  return Array.from({ length: STEPS + 1 }, (_, i) => {
    const quality = (worst * i) / STEPS
    const chance = acceptanceChance(plan, quality, measure)
    return `${quality.toPrecision(3).padStart(9)}  ${(100 * chance).toFixed(1).padStart(5)} %  ${'█'.repeat(Math.round(BAR * chance))}`
  })
}

function readable(shown: SamplingOcAnswer): string {
  const { plan, measure, acceptedAtAql, points } = shown
  const unit = measure === 'percent-nonconforming' ? '%' : '/ 100'
  const consumer = points.find(({ accepted }) => accepted === 10)?.quality ?? 0
  return [
    `n = ${plan.n}, Ac ${plan.ac}, Re ${plan.re}`,
    '',
    `${word('column-quality')} (${unit})  ${word('column-accepted')}`,
    ...curve(shown),
    '',
    `${word('column-accepted')} / ${word('column-quality')} (${unit})`,
    points.map(({ accepted }) => `${accepted} %`.padStart(9)).join(''),
    points.map(({ quality }) => quality.toPrecision(3).padStart(9)).join(''),
    '',
    sentence({
      code: 'sampling-oc-producer',
      detail: { accepted: acceptedAtAql, risk: rounded(100 - acceptedAtAql) },
    }),
    sentence({ code: 'sampling-oc-consumer', detail: { quality: consumer, unit } }),
  ].join('\n')
}

/** `sampling oc`: how often a plan accepts lots of which quality. */
export function addSamplingOcCommand(sampling: Command): void {
  withPlanOptions(
    sampling.command('oc').description("a plan's operating characteristic: what it accepts, and how often"),
  )
    .option('--json', 'answer as JSON')
    .action((options: PlanOptions & { json?: boolean }) => {
      const shown = characteristic(options)
      if (options.json) answer(shown)
      else process.stdout.write(`${readable(shown)}\n`)
    })
}
