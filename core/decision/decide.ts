import type { Asn } from '../plan/asn.ts'
import { isCalendarDate } from '../plan/calendar-date.ts'
import type { Decision } from './decision.ts'
import { judge } from './judge.ts'
import { lotSizeOf, type Question } from './question.ts'
import { judgeByFirst } from './version-1/judge.ts'

export type { Question } from './question.ts'

const day = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/

/**
 * The rules' verdict on one inbound line and lot (DESIGN §8), with a reason for every rule that was looked at, in the
 * order of `rule`. Pure: no clock, no look-up outside of what is handed in. Which rule set counts on a day is up to who
 * asks: `validFrom` is not looked at.
 * @throws RangeError when `at` is not an RFC 3339 time of a day that there is
 */
export function decide(question: Question): Decision {
  const { line, asn, ruleSet, at } = question
  const today = day.exec(at)?.[1]
  if (today === undefined || !isCalendarDate(today)) throw new RangeError(`not an RFC 3339 time: ${at}`)
  const { verdict, reasons } =
    ruleSet.format === 'bondmark/rules/1'
      ? judgeByFirst(question, ruleSet, today)
      : judge(question, ruleSet, today)
  return {
    asn: asn.asn,
    line: line.line,
    lot: line.lot,
    decision: verdict,
    reasons: [...reasons],
    ruleSet: question.ruleSetHash,
  }
}

/** Decides every line of the plans, in their order. */
export function decideAll(
  plans: readonly Asn[],
  rules: Pick<Question, 'ruleSet' | 'ruleSetHash' | 'at' | 'history'>,
): Decision[] {
  return plans.flatMap((asn) =>
    asn.lines.map((line) => decide({ ...rules, asn, line, lotSize: lotSizeOf(asn, line) })),
  )
}
