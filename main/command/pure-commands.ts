import type { Command } from 'commander'
import iconv from 'iconv-lite'
import { decideAll } from '../../core/decision/decide.ts'
import { noHistory } from '../../core/decision/history.ts'
import { readRuleSet, ruleSetHash, rulesBytesMax } from '../../core/decision/rule-set.ts'
import { eventIdOf } from '../../core/epcis/event-hash.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { verifyEvidence } from '../../core/evidence/evidence.ts'
import { parseTrustFile } from '../../core/evidence/trust.ts'
import { problemFailure } from '../../core/plan/plan-problem.ts'
import { readPlan } from '../../core/plan/read-plan.ts'
import { readInstant, wallClock } from '../../platform/clock/clock.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
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

  program
    .command('verify <file>')
    .description('check a unit’s evidence offline')
    .requiredOption('--trust <file>', 'whom to believe (trust file)')
    .option('--json', 'answer as JSON')
    .action((file: string, options: { trust: string; json?: boolean }) => {
      const trust = parseTrustFile(Buffer.from(readNamedFile(options.trust, MIB)).toString('utf8'))
      const verdict = verifyEvidence(readNamedFile(file, 64 * MIB), trust, verifyEd25519, {
        eventIdOf: (event) => eventIdOf(event as object),
      })
      if (options.json) answer({ format: 'bondmark/verify/1', ...verdict })
      else {
        for (const { id, ok, reason } of verdict.statements)
          process.stdout.write(`${ok ? 'ok  ' : 'NO  '} ${id}${reason ? `  ${reason}` : ''}\n`)
        tell({
          code: verdict.ok ? 'evidence-verified' : 'evidence-refused',
          detail: { statements: verdict.statements.length },
        })
        if (trust.training) tell({ code: 'evidence-is-training', detail: {} })
      }
      exit(verdict.ok ? EXIT.done : EXIT.left)
    })
}

export const decodeGb18030 = (raw: Uint8Array): string => iconv.decode(Buffer.from(raw), 'gb18030')
