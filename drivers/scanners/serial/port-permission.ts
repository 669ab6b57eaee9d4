import { readFile, stat } from 'node:fs/promises'
import type { Failure } from '../../../core/errors/bondmark-error.ts'

/** The group that may open ports on Debian and most others, where the port itself names none. */
const USUAL_GROUP = 'dialout'
const GROUP_MAY_OPEN = 0o060

/** The group of a port that lets its members read and write. */
async function groupOf(path: string): Promise<string> {
  try {
    const { gid, mode } = await stat(path)
    if ((mode & GROUP_MAY_OPEN) !== GROUP_MAY_OPEN) return USUAL_GROUP
    const groups = (await readFile('/etc/group', 'utf8')).split('\n').map((line) => line.split(':'))
    return groups.find(([, , id]) => id === String(gid))?.[0] ?? USUAL_GROUP
  } catch {
    return USUAL_GROUP
  }
}

/** No permission for a port, and the group that has it. */
export const portNotPermitted = async (path: string, device: string): Promise<Failure> => ({
  code: 'scanner-port-not-permitted',
  detail: { device, path, group: await groupOf(path) },
})
