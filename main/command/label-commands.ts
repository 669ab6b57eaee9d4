import type { Command } from 'commander'
import { addLabelCheckCommand } from './label-check-command.ts'

/** `bondmark label …`: each subcommand in a file of its own. */
export function addLabelCommands(program: Command, exit: (code: number) => void): void {
  const label = program.command('label').description('labels: what is on them and what they prove')
  addLabelCheckCommand(label, exit)
}
