import { z } from 'zod'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { isCalendarDate } from '../plan/calendar-date.ts'
import { severities } from '../sampling/severities.ts'
import { demandKind } from './demand-kind.ts'
import type { DecisionHistory } from './history.ts'

const text = z.string().min(1).max(200)
const gtin = z.string().regex(/^\d{14}$/, 'a GTIN in 14 digits')
const day = z.string().refine(isCalendarDate, 'a day that exists, as YYYY-MM-DD')
const units = z.int().min(0).max(1_000_000_000)
const listed = <T extends z.ZodType>(of: T) => z.array(of).max(100_000)

const conclusion = z.strictObject({
  id: text,
  kind: demandKind,
  subject: z.record(z.string().max(40), z.string().max(200)),
  outcome: z.enum(['conformant', 'conditional', 'non-conformant']),
  conditions: z.string().max(1000).default(''),
  on: day,
  until: day.nullable().default(null),
  refundRatio: z.number().min(0).max(1).nullable().default(null),
  isContested: z.boolean().optional(),
  isRepeated: z.boolean().optional(),
  lotSize: z.int().min(1).optional(),
})

/** What was known when lines were decided, as a file: with it and the rule set, anybody can decide them again. */
export const decisionHistoryFile = z.strictObject({
  format: z.literal('bondmark/decision-history/1'),
  factoryReports: listed(
    z.strictObject({ manufacturer: text, category: text, report: text, expires: day }),
  ).default([]),
  supervisions: listed(conclusion).default([]),
  figures: listed(
    z.strictObject({ gtin, lot: text, sold: units, refunded: units, complaints: units }),
  ).default([]),
  inspections: listed(conclusion).default([]),
  severities: listed(
    z.strictObject({
      gtin,
      manufacturer: text,
      rule: text,
      severity: z.enum(severities),
      discontinued: z.boolean().default(false),
    }),
  ).default([]),
})

/** The largest history that is read, in bytes. */
export const historyBytesMax = 32 * 1024 * 1024

/**
 * Reads a history from the UTF-8 JSON of a file; lists that are left out are empty.
 * @throws BondmarkError `history-malformed` `{file, where, why}`: the first thing that is wrong, by its path
 */
export function readHistory(bytes: Uint8Array, fileName: string): DecisionHistory {
  const refuse = (where: string, why: string) =>
    new BondmarkError('history-malformed', { file: fileName, where, why: why.slice(0, 200) })
  if (bytes.length > historyBytesMax) throw refuse('/', `larger than ${historyBytesMax} bytes`)
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    throw refuse('/', error instanceof Error ? error.message : 'not JSON')
  }
  const parsed = decisionHistoryFile.safeParse(value)
  const issue = parsed.error?.issues[0]
  if (!parsed.success) throw refuse(`/${issue?.path.join('/') ?? ''}`, issue?.message ?? '')
  const { format: _, ...history } = parsed.data
  return history
}
