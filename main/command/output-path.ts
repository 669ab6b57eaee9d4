import { existsSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { isWorkspace, workspaceFiles } from '../workspace/workspace.ts'
import { personPath } from './terminal.ts'

const ownNames: ReadonlySet<string> = new Set(
  Object.values(workspaceFiles('/')).map((file) => basename(file)),
)
const databaseName = basename(workspaceFiles('/').database)

/**
 * Where a person wants an answer written, as an absolute path; of a link, what it leads to. What stands there is replaced,
 * so that it must be none of what a workspace lives by, of whichever workspace and by whichever link, and no device, pipe
 * or socket: /dev/full itself would be gone. Throws `output-in-workspace`, `output-not-file`, `path-empty`.
 */
export function outputPath(path: string): string {
  const file = personPath(path)
  const real = withoutLinks(file)
  if (isOwnFile(real)) throw new BondmarkError('output-in-workspace', { file })
  // By the name itself: what /dev/stdout leads to (pipe:[4711]) has no path of its own.
  const there = statSync(file, { throwIfNoEntry: false })
  if (!there) return file
  if (!there.isFile() && !there.isDirectory()) throw new BondmarkError('output-not-file', { file })
  return real
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
