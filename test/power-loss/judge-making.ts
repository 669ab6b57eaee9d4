import { join } from 'node:path'
import { checkWorkspace } from '../../main/fsck/check-workspace.ts'
import { makeTrainingWorkspace } from '../../main/training/make-workspace.ts'
import { isWorkspace } from '../../main/workspace/workspace.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import type { Judge } from './lose-power.ts'
import { openOnce } from './open-once.ts'

/** Judges the making of a workspace at `path` of the disk: made and said so, it is whole; broken off, it can be made again. */
export const judgeMaking =
  (path: string): Judge =>
  async ({ folder, world }) => {
    const workspace = join(folder, path)
    const isMade = world.said.some(({ kind }) => kind === 'made')
    if (!isWorkspace(workspace)) {
      if (isMade) return ['the workspace was made, and is gone']
      await makeTrainingWorkspace(workspace, wallClock)
    }
    await openOnce(workspace)
    const { problems } = await checkWorkspace(workspace)
    return problems.map((problem) => `fsck: ${JSON.stringify(problem)}`)
  }
