import type { Command } from 'commander'

/** Commands that stand in one file: what they are called, and what adds them to the program. */
export interface CommandGroup {
  readonly names: readonly string[]
  readonly load: () => Promise<(program: Command, exit: (code: number) => void) => void>
}

/**
 * Every group, in the order of the help. A file is read only when one of its commands is wanted: a scan of a label does not wait
 * for the ledger's code.
 */
export const commandGroups: readonly CommandGroup[] = [
  { names: ['station'], load: async () => (await import('./station-command.ts')).addStationCommand },
  {
    names: ['init', 'shift', 'seal', 'sync', 'lookup', 'evidence', 'fsck'],
    load: async () => (await import('./workspace-commands.ts')).addWorkspaceCommands,
  },
  { names: ['backup'], load: async () => (await import('./backup-commands.ts')).addBackupCommands },
  { names: ['restore'], load: async () => (await import('./restore-command.ts')).addRestoreCommand },
  { names: ['salvage'], load: async () => (await import('./salvage-command.ts')).addSalvageCommand },
  { names: ['find'], load: async () => (await import('./find-command.ts')).addFindCommand },
  { names: ['export'], load: async () => (await import('./export-command.ts')).addExportCommand },
  { names: ['archive'], load: async () => (await import('./archive-command.ts')).addArchiveCommand },
  { names: ['batch'], load: async () => (await import('./batch-commands.ts')).addBatchCommands },
  { names: ['verify'], load: async () => (await import('./verify-command.ts')).addVerifyCommand },
  { names: ['label'], load: async () => (await import('./label-commands.ts')).addLabelCommands },
  { names: ['ledger'], load: async () => (await import('./ledger-commands.ts')).addLedgerCommands },
  { names: ['witness'], load: async () => (await import('./witness-commands.ts')).addWitnessCommands },
  { names: ['gs1'], load: async () => (await import('./gs1-command.ts')).addGs1Commands },
  { names: ['decide'], load: async () => (await import('./pure-commands.ts')).addPureCommands },
  { names: ['plan'], load: async () => (await import('./plan-commands.ts')).addPlanCommands },
  { names: ['asn'], load: async () => (await import('./asn-commands.ts')).addAsnCommands },
  { names: ['catalogue'], load: async () => (await import('./catalogue-commands.ts')).addCatalogueCommands },
  { names: ['rules'], load: async () => (await import('./rules-commands.ts')).addRulesCommands },
  { names: ['epcis'], load: async () => (await import('./epcis-command.ts')).addEpcisCommand },
  { names: ['devices'], load: async () => (await import('./devices-commands.ts')).addDevicesCommands },
  { names: ['sampling'], load: async () => (await import('./sampling-commands.ts')).addSamplingCommands },
  {
    names: ['statistics'],
    load: async () => (await import('./statistics-command.ts')).addStatisticsCommand,
  },
  { names: ['stock'], load: async () => (await import('./stock-command.ts')).addStockCommand },
  { names: ['bonded'], load: async () => (await import('./bonded-commands.ts')).addBondedCommands },
  { names: ['service'], load: async () => (await import('./service-commands.ts')).addServiceCommands },
  {
    names: ['inspection'],
    load: async () => (await import('./inspection-commands.ts')).addInspectionCommands,
  },
  { names: ['agency'], load: async () => (await import('./agency-commands.ts')).addAgencyCommands },
  { names: ['serials'], load: async () => (await import('./serials-commands.ts')).addSerialsCommands },
]

/** The group of the command that is called first on a command line, or all where none is: for the help, and for what is misspelt. */
export function groupsFor(argv: readonly string[]): readonly CommandGroup[] {
  const wanted = commandGroups.filter(({ names }) => names.some((name) => name === argv[0]))
  return wanted.length > 0 ? wanted : commandGroups
}
