// A program: looks at a whole database, or salvages it, beside the station that forked it and at its lowest priority.
import { constants, setPriority } from 'node:os'
import Database from 'better-sqlite3'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { endWithParent, leaveParent, tellProcess } from '../../platform/processes/channel.ts'
import { asDatabaseFailure } from '../../platform/sqlite/open-database.ts'
import { asFileFailure } from '../command/file-failure.ts'
import { salvageWorkspace } from '../salvage/salvage-workspace.ts'
import type { FromDamageChild, ToDamageChild } from './damage-process.ts'

const outlive = endWithParent(1)

function tell(message: FromDamageChild): void {
  outlive()
  tellProcess(process, message, leaveParent)
}

/** What SQLite says of every page, or null when all is well. */
function check(file: string): Failure | null {
  let db: Database.Database | undefined
  try {
    db = new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 })
    const said = String(db.pragma('quick_check(1)', { simple: true }))
    return said === 'ok' ? null : { code: 'database-damaged', detail: { file, message: said.slice(0, 200) } }
  } catch (error) {
    return asExpected(asDatabaseFailure(error, file))
  } finally {
    db?.close()
  }
}

function asExpected(error: unknown): Failure {
  const failure = error instanceof BondmarkError ? error.toFailure() : asFileFailure(error)
  if (failure === null) throw error
  return failure
}

async function run(task: ToDamageChild): Promise<void> {
  if (task.type === 'check') return tell({ type: 'checked', failure: check(task.file) })
  try {
    const report = await salvageWorkspace({ workspace: task.workspace, out: null, onProgress: () => {} })
    tell({ type: 'salvaged', report })
  } catch (error) {
    tell({ type: 'failure', failure: asExpected(error) })
  }
}

setPriority(constants.priority.PRIORITY_LOW)
process.once('message', (task: ToDamageChild) => {
  run(task).catch((error: unknown) => {
    setImmediate(() => {
      throw error
    })
  })
})
