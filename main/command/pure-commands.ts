import type { Command } from 'commander'
import { decideAll } from '../../core/decision/decide.ts'
import { noHistory } from '../../core/decision/history.ts'
import { readRuleSet, ruleSetHash, rulesBytesMax } from '../../core/decision/rule-set.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { readPlan } from '../../core/plan/read-plan.ts'
import { readInstant, wallClock } from '../../platform/clock/clock.ts'
import { decodeGb18030 } from '../plan-import/prepare-plan.ts'
import { PLAN_BYTES_MAX, refusePlan } from './plan-commands.ts'
import { readNamedFile } from './read-file.ts'
import { answer } from './terminal.ts'

/** Commands that need no workspace: they read what they are given and answer. */
export function addPureCommands(program: Command, exit: (code: number) => void): void {
  program
    .command('decide')
    .description('what the rules say of each line of a plan')
    .requiredOption('--rules <file>', 'rule set (JSON)')
    .requiredOption('--plan <file>', 'inbound plan (CSV or JSON)')
    .option('--at <time>', 'the day to decide for (RFC 3339); now when absent')
    .option('--json', 'answer as JSON')
    .action((options: { rules: string; plan: string; at?: string; json?: boolean }) => {
      const rules = readRuleSet(readNamedFile(options.rules, rulesBytesMax), options.rules)
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
        history: noHistory,
      })
      if (options.json) answer(decisions)
      else
        for (const { asn, line, lot, decision, reasons } of decisions)
          process.stdout.write(`${asn}\t${line}\t${lot}\t${decision}\t${reasons.at(-1)?.said ?? ''}\n`)
    })
}
