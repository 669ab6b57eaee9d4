import { wallClock } from '../../platform/clock/clock.ts'
import { asDatabaseFailure } from '../../platform/sqlite/open-database.ts'
import { type OpenOptions, type OpenWorkspace, openWorkspace } from '../composition/open-workspace.ts'
import { workspaceFiles } from '../workspace/workspace.ts'
import { tell } from './terminal.ts'

type Asked = Pick<OpenOptions, 'folder' | 'waitMsMax'> & Partial<OpenOptions>

/**
 * Works in a workspace alone and lets go of it, however the work ends. Waiting and indexing are told on the terminal.
 * Throws what `openWorkspace` throws, what `use` throws, and `database-…` for what only shows while the store is read: a
 * page deep in the database that rotted.
 */
export async function withWorkspace<T>(
  asked: Asked,
  use: (workspace: OpenWorkspace) => Promise<T>,
): Promise<T> {
  const { folder } = asked
  try {
    const workspace = await openWorkspace({
      clock: wallClock,
      labelMs: 0,
      onWait: () => tell({ code: 'workspace-wait', detail: { folder } }),
      onIndexing: (done, total) => tell({ code: 'store-indexing', detail: { done, total } }),
      logLevel: 'info',
      ...asked,
    })
    try {
      return await use(workspace)
    } finally {
      await workspace.close()
    }
  } catch (error) {
    throw asDatabaseFailure(error, workspaceFiles(folder).database)
  }
}
