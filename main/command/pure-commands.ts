import type { Command } from 'commander'
import iconv from 'iconv-lite'
import { decideAll } from '../../core/decision/decide.ts'
import { noHistory } from '../../core/decision/history.ts'
import { readRuleSet, ruleSetHash, rulesBytesMax } from '../../core/decision/rule-set.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { problemFailure } from '../../core/plan/plan-problem.ts'
import { readPlan } from '../../core/plan/read-plan.ts'
import { readInstant, wallClock } from '../../platform/clock/clock.ts'
import { addGs1Commands } from './gs1-command.ts'
import { readNamedFile } from './read-file.ts'
import { answer, EXIT, tell } from './terminal.ts'

const MIB = 1024 * 1024

/** Commands that need no workspace: they read what they are given and answer. */
export function addPureCommands(program: Command, exit: (code: number) => void): void {
  addGs1Commands(program, exit)

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
      const reading = readPlan(readNamedFile(options.plan, 16 * MIB), {
        fileName: options.plan,
        decodeGb18030,
      })
      if (!reading.ok) {
        for (const problem of reading.problems) tell(problemFailure(problem))
        if (options.json) answer({ format: 'bondmark/plan-refusal/1', ok: false, problems: reading.problems })
        return exit(EXIT.wrongUse)
      }
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

export const decodeGb18030 = (raw: Uint8Array): string => iconv.decode(Buffer.from(raw), 'gb18030')
