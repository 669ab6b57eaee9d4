import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'

/**
 * Which other program has a device open, as `name (pid)`: among those that this account may look at. null: none that can be
 * seen. Linux only.
 */
export function holderOf(path: string): string | null {
  let device: string
  try {
    device = realpathSync(path)
  } catch {
    return null
  }
  for (const pid of listed('/proc')) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue
    const folder = `/proc/${pid}/fd`
    if (listed(folder).some((fd) => linkOf(`${folder}/${fd}`) === device)) return `${nameOf(pid)} (${pid})`
  }
  return null
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    // Another account's, or ended meanwhile.
    return []
  }
}

function linkOf(file: string): string | null {
  try {
    return readlinkSync(file)
  } catch {
    return null
  }
}

function nameOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim().slice(0, 32)
  } catch {
    return '?'
  }
}
