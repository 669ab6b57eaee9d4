import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { StationMembers } from '../members/station-members.ts'
import type { Station } from '../station/station.ts'
import { DryRunDesk } from './dry-run-desk.ts'
import { RulesDesk } from './rules-desk.ts'

/** How often it is asked whether the day of an approved set has come. */
const LOOK_MS = 30_000

/** The desks behind the Rules tab. What was approved and not yet put in force, is: now, or on its day. */
export function openRules(
  station: Station,
  members: Pick<StationMembers, 'own'>,
  catalogue: string,
  undo: (() => unknown)[],
) {
  const rules = new RulesDesk(station, () => [members.own])
  const dryRuns = new DryRunDesk(station, rules, catalogue)
  const look = () =>
    rules.putDue().catch((error: unknown) => {
      if (!(error instanceof BondmarkError)) throw error
      station.ctx.logger.error(error.toFailure(), 'a rule set could not be put in force')
    })
  let looking = look()
  const timer = setInterval(() => {
    looking = look()
  }, LOOK_MS).unref()
  undo.push(async () => {
    clearInterval(timer)
    await Promise.all([looking, dryRuns.close()])
  })
  return { rules, dryRuns }
}
