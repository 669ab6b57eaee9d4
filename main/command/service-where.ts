import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { SERVICE_FILE } from '../../platform/service/service-file.ts'
import { openServiceStore, type ServiceStore } from '../../platform/service/service-store.ts'
import { readProfile, workspaceFiles } from '../workspace/workspace.ts'
import { personPath } from './terminal.ts'

/** Whose service is meant: a station's or a ledger's. */
export interface ServiceWhere {
  readonly workspace?: string
  readonly ledger?: string
}

export const addServiceWhere = (command: Command): Command =>
  command
    .option('--workspace <dir>', 'folder of the workspace')
    .option('--ledger <dir>', 'instead: data folder of a ledger')

/**
 * Works with what a service keeps, beside the running service too. Throws `service-where-unsaid`, `workspace-missing`,
 * `file-missing`, `database-…`.
 */
export function withServiceStore<T>({ workspace, ledger }: ServiceWhere, use: (store: ServiceStore) => T): T {
  if ((workspace === undefined) === (ledger === undefined))
    throw new BondmarkError('service-where-unsaid', {})
  const store = openServiceStore(workspace === undefined ? ofLedger(ledger ?? '') : ofWorkspace(workspace))
  try {
    return use(store)
  } finally {
    store.close()
  }
}

function ofWorkspace(workspace: string): string {
  const folder = personPath(workspace)
  readProfile(folder)
  return workspaceFiles(folder).service
}

function ofLedger(ledger: string): string {
  const folder = personPath(ledger)
  // Throws where there is no such folder: a service is of a ledger that was made before.
  readdirSync(folder)
  return join(folder, SERVICE_FILE)
}
