import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { checkWorkspace } from '../../main/fsck/check-workspace.ts'
import { isWorkspace } from '../../main/workspace/workspace.ts'
import type { Image, Judge } from './lose-power.ts'
import { openOnce } from './open-once.ts'
import { restoreIn } from './restore-in.ts'

const isMade = ({ world }: Image): boolean => world.said.some(({ kind }) => kind === 'made')

/**
 * Judges the making of a workspace at `path` of the disk: made and said so, it is whole, with at least so many statements;
 * broken off, it can be made again.
 */
export const judgeMaking =
  (path: string, statements: number, makeAgain: (folder: string) => Promise<unknown>): Judge =>
  async (image) => {
    const workspace = join(image.folder, path)
    if (!isWorkspace(workspace)) {
      if (isMade(image)) return ['the workspace was made, and is gone']
      await makeAgain(workspace)
    }
    await openOnce(workspace)
    const found = await checkWorkspace(workspace)
    return [
      ...found.problems.map((problem) => `fsck: ${JSON.stringify(problem)}`),
      ...(found.statements < statements ? [`${found.statements} of ${statements} statements are there`] : []),
    ]
  }

/** Judges a backup at `path` of the disk: once it was said to be made, a workspace comes out of it. */
export const judgeBackup =
  (path: string): Judge =>
  async (image) => {
    if (!isMade(image)) return []
    const [backup, restored] = [join(image.folder, path), join(image.folder, 'restored')]
    if (!existsSync(backup)) return ['the backup was made, and is gone']
    await restoreIn(restored, backup)
    const { problems } = await checkWorkspace(restored)
    return problems.map((problem) => `fsck: ${JSON.stringify(problem)}`)
  }
