import { type Command, Option } from 'commander'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { aqls, readAql } from '../../core/sampling/aqls.ts'
import { samplingLevels } from '../../core/sampling/levels.ts'
import { usualMeasure } from '../../core/sampling/operating-characteristic.ts'
import {
  isPlan,
  planFor,
  type QualityMeasure,
  qualityMeasures,
  type SamplingPlan,
} from '../../core/sampling/plan-for.ts'
import { readSeverity, severities } from '../../core/sampling/severities.ts'
import { answer, sentence } from './terminal.ts'

export interface PlanOptions {
  readonly lotSize: string
  readonly level: string
  readonly aql: string
  readonly severity: string
  readonly measure?: QualityMeasure
  readonly isolated?: boolean
}

/** The options that name a plan, on a command that needs one. */
export const withPlanOptions = (command: Command): Command =>
  command
    .requiredOption('--lot-size <n>', 'units in the lot, from 2')
    .option(
      '--level <level>',
      `${samplingLevels.join(', ')}; in any case, S2 for S-2; no Arabic numerals`,
      'II',
    )
    .requiredOption('--aql <aql>', `${aqls.join(', ')}; 1 for 1.0, .65 for 0.65`)
    .option('--severity <severity>', severities.join(', '), 'normal')
    .addOption(
      new Option(
        '--measure <measure>',
        'what the AQL limits: up to 10 either, above 10 only nonconformities',
      ).choices(qualityMeasures),
    )
    .option('--isolated', 'a lot that belongs to no series: refused, for it belongs to ISO 2859-2')

/**
 * The plan that the options ask for.
 * @throws BondmarkError as `planFor` says
 */
export function askedPlan(options: PlanOptions): { readonly lotSize: number; readonly plan: SamplingPlan } {
  if (!/^\d{1,15}$/.test(options.lotSize))
    throw new BondmarkError('sampling-lot-size', { value: options.lotSize.slice(0, 40) })
  const lotSize = Number(options.lotSize)
  const plan = planFor({ ...options, lotSize })
  if (!isPlan(plan)) throw new BondmarkError(plan.code, plan.detail)
  return { lotSize, plan }
}

const inTable = {
  normal: 'sampling-plan-normal',
  tightened: 'sampling-plan-tightened',
  reduced: 'sampling-plan-reduced',
} as const

const accepts = {
  'percent-nonconforming': 'sampling-accept-units',
  'nonconformities-per-100-units': 'sampling-accept-nonconformities',
} as const

function readable(options: PlanOptions): string {
  const { lotSize, plan } = askedPlan(options)
  const { letter, n, ac, re } = plan
  const aql = readAql(options.aql)
  return [
    n >= lotSize
      ? ({ code: 'sampling-plan-whole', detail: { letter, n, lotSize } } as const)
      : { code: inTable[readSeverity(options.severity)], detail: { letter, n, lotSize } },
    { code: accepts[options.measure ?? usualMeasure(aql)], detail: { ac, re, aql } },
  ]
    .map(sentence)
    .join('\n')
}

/** `sampling plan`: what to inspect of a lot, by ISO 2859-1:1999 + Amd 1. */
export function addSamplingPlanCommand(sampling: Command): void {
  withPlanOptions(
    sampling.command('plan').description('the single sampling plan for a lot of a series (ISO 2859-1)'),
  )
    .option('--json', 'answer {"letter", "n", "ac", "re"}, n as the table has it')
    .action((options: PlanOptions & { json?: boolean }) => {
      if (options.json) {
        const { letter, n, ac, re } = askedPlan(options).plan
        answer({ letter, n, ac, re })
      } else process.stdout.write(`${readable(options)}\n`)
    })
}
