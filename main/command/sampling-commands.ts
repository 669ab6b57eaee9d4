import type { Command } from 'commander'
import { addSamplingDrawCommand } from './sampling-draw-command.ts'
import { addSamplingOcCommand } from './sampling-oc-command.ts'
import { addSamplingPlanCommand } from './sampling-plan-command.ts'

/** `sampling …`: plans, their operating characteristic, draws. They need no workspace. */
export function addSamplingCommands(program: Command): void {
  const sampling = program.command('sampling').description('single sampling by ISO 2859-1 (GB/T 2828.1)')
  addSamplingPlanCommand(sampling)
  addSamplingOcCommand(sampling)
  addSamplingDrawCommand(sampling)
}
