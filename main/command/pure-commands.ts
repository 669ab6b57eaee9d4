import type { Command } from 'commander'
import { checkRules } from '../../core/decision/check/check-rules.ts'
import { decideAll } from '../../core/decision/decide.ts'
import { decisiveReasons } from '../../core/decision/decision.ts'
import { demandSentence, demandsOfAll } from '../../core/decision/demand.ts'
import { noHistory } from '../../core/decision/history.ts'
import { historyBytesMax, readHistory } from '../../core/decision/history-file.ts'
import { type RuleSet, readRuleSet, ruleSetHash, rulesBytesMax } from '../../core/decision/rule-set.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { readPlan } from '../../core/plan/read-plan.ts'
import { readInstant, wallClock } from '../../platform/clock/clock.ts'
import { decodeGb18030 } from '../plan-import/prepare-plan.ts'
import { PLAN_BYTES_MAX, refusePlan } from './plan-commands.ts'
import { readNamedFile } from './read-file.ts'
import { answer, sentence, tell } from './terminal.ts'

/** Commands that need no workspace: they read what they are given and answer. */
export function addPureCommands(program: Command, exit: (code: number) => void): void {
  program
    .command('decide')
    .description('what the rules say of each line of a plan')
    .requiredOption('--rules <file>', 'rule set (JSON)')
    .requiredOption('--plan <file>', 'inbound plan (CSV or JSON)')
    .option('--history <file>', 'what was known then (JSON); nothing when absent')
    .option('--at <time>', 'the day to decide for (RFC 3339); now when absent')
    .option('--json', 'answer as JSON')
    .action((options: { rules: string; plan: string; history?: string; at?: string; json?: boolean }) => {
      const rules = readRuleSet(readNamedFile(options.rules, rulesBytesMax), options.rules)
      if (!areSound(rules, options.rules)) return exit(1)
      const history = options.history
        ? readHistory(readNamedFile(options.history, historyBytesMax), options.history)
        : noHistory
      if (options.at && !readInstant(options.at))
        throw new BondmarkError('time-malformed', { value: options.at })
      const reading = readPlan(readNamedFile(options.plan, PLAN_BYTES_MAX), {
        fileName: options.plan,
        decodeGb18030,
      })
      if (!reading.ok) return exit(refusePlan(reading, options.json))
      const decisions = decideAll(reading.plans, {
        ruleSet: rules,
        ruleSetHash: ruleSetHash(rules),
        at: options.at ?? wallClock.now(),
        history,
      })
      if (options.json) return answer(decisions)
      for (const made of decisions) {
        const why = decisiveReasons(made).map(({ said }) => said)
        const cells = [made.asn, made.line, made.lot, made.decision, why.join(' ')]
        process.stdout.write(`${cells.join('\t')}\n`)
      }
      for (const demand of demandsOfAll(decisions))
        process.stdout.write(`${sentence(demandSentence(demand))}\n`)
    })
}

/** How many findings are told of one rule set: whoever has more begins with these. */
const FINDINGS_TOLD = 50

/** Whether the rules make sense; what does not is told, each with its place and the remedy. The first format was never held to it. */
function areSound(rules: RuleSet, file: string): boolean {
  if (rules.format === 'bondmark/rules/1') return true
  const errors = checkRules(rules).filter(({ severity }) => severity === 'error')
  for (const finding of errors.slice(0, FINDINGS_TOLD))
    tell({ code: 'rules-finding', detail: { file, place: finding.place, says: sentence(finding) } })
  if (errors.length > 0) tell({ code: 'rules-unsound', detail: { file, errors: errors.length } })
  return errors.length === 0
}
