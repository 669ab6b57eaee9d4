import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { isWorkspace, workspaceFiles } from '../workspace/workspace.ts'
import { personPath } from './terminal.ts'

const ownNames: ReadonlySet<string> = new Set(
  Object.values(workspaceFiles('/')).map((file) => basename(file)),
)
const databaseName = basename(workspaceFiles('/').database)

/**
 * Where a person wants an answer written, as an absolute path. What stands there is replaced, so that it must be none of
 * what a workspace lives by, of whichever workspace and by whichever link. Throws `output-in-workspace`, `path-empty`.
 */
export function outputPath(path: string): string {
  const file = personPath(path)
  if (isOwnFile(withoutLinks(file))) throw new BondmarkError('output-in-workspace', { file })
  return file
}

function withoutLinks(file: string): string {
  if (existsSync(file)) return realpathSync(file)
  const folder = dirname(file)
  return existsSync(folder) ? join(realpathSync(folder), basename(file)) : file
}

/** Whether the name that follows a workspace's folder in the path is one that the workspace uses. */
function isOwnFile(file: string): boolean {
  for (
    let [folder, name] = [dirname(file), basename(file)];
    ;
    name = basename(folder), folder = dirname(folder)
  ) {
    if (isWorkspace(folder)) return ownNames.has(name) || name.startsWith(`${databaseName}-`)
    if (dirname(folder) === folder) return false
  }
}
