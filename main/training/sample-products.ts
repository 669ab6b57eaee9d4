import { existsSync, readFileSync } from 'node:fs'
import { readPlan } from '../../core/plan/read-plan.ts'
import { writeDurably } from '../../platform/files/write-durably.ts'
import { decodeGb18030 } from '../plan-import/prepare-plan.ts'
import { repositoryFile } from '../workspace/repository-file.ts'

/** The sample plan that a new training workspace is given. */
export const SAMPLE_PLAN = 'day-1.csv'

export const samplePlanFile = (): string => repositoryFile('fixtures', 'plans', SAMPLE_PLAN)

/**
 * Writes what the sample goods are called (`bondmark/products/1`), for the pages of the training ledger, and answers the file;
 * null where no sample plan ships.
 */
export function writeSampleProducts(file: string): string | null {
  const plan = samplePlanFile()
  if (!existsSync(plan)) return null
  const reading = readPlan(readFileSync(plan), { fileName: SAMPLE_PLAN, decodeGb18030 })
  const lines = reading.ok ? reading.plans.flatMap(({ lines }) => lines) : []
  const products = [...new Map(lines.map((line) => [line.gtin, line])).values()].map(
    ({ gtin, nameEn, nameZh, brand }) => ({ gtin, names: { en: nameEn, 'zh-CN': nameZh }, brand }),
  )
  const text = `${JSON.stringify({ format: 'bondmark/products/1', products }, null, 2)}\n`
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeDurably(file, text)
  return file
}
