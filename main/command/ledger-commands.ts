import type { Command } from 'commander'
import { addLedgerCatalogue } from './catalogue-snapshot-commands.ts'
import { addLedgerBackup } from './ledger-backup-command.ts'
import { addLedgerFrozen } from './ledger-frozen-command.ts'
import { addLedgerFsck } from './ledger-fsck-command.ts'
import { addLedgerInit } from './ledger-init-command.ts'
import { addLedgerMirror } from './ledger-mirror-command.ts'
import { addLedgerRecover } from './ledger-recover-command.ts'
import { addLedgerServe } from './ledger-serve-command.ts'
import { addLedgerShared } from './ledger-shared-command.ts'
import { addLedgerTake } from './ledger-take-command.ts'
import { addLedgerVerify } from './ledger-verify-command.ts'
import { addMembersCommands } from './members-commands.ts'

/** The consortium ledger, which is a program of its own; here it runs in this process, in the foreground. */
export function addLedgerCommands(program: Command, exit: (code: number) => void): void {
  const ledger = program.command('ledger').description('the consortium ledger')
  addLedgerInit(ledger)
  addLedgerServe(ledger)
  addLedgerMirror(ledger)
  addLedgerTake(ledger)
  addLedgerVerify(ledger, exit)
  addMembersCommands(ledger)
  addLedgerBackup(ledger)
  addLedgerFrozen(ledger)
  addLedgerFsck(ledger, exit)
  addLedgerRecover(ledger, exit)
  addLedgerShared(ledger, exit)
  addLedgerCatalogue(ledger)
}

/** Resolves at Ctrl-C, SIGTERM, or when the terminal is closed. */
export function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
}
