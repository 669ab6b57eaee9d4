import { readFileSync } from 'node:fs'

const EVERY_MS = 20
const TICKS_PER_SECOND = 100

/** What a process and those that it started have taken: the sum of each one's peak, in MiB, and CPU seconds. */
export interface Taken {
  readonly peakMiB: number
  readonly cpuSeconds: number
}

export interface Watch {
  /** Forgets CPU so far: what comes now is counted. Peaks are the system's, from each process's beginning. */
  start(): void
  end(): Taken
}

/** Looks at a process and its descendants every 20 ms (Linux: `/proc`), but for those below `except`. */
export function watchProcesses(root: number, except: readonly number[] = []): Watch {
  const peaks = new Map<number, number>()
  const ticks = new Map<number, number>()
  let before = new Map<number, number>()
  const look = () => {
    for (const pid of treeOf(root, except)) {
      const [peak, used] = [peakKiB(pid), ticksOf(pid)]
      if (peak !== null) peaks.set(pid, Math.max(peak, peaks.get(pid) ?? 0))
      if (used !== null) ticks.set(pid, used)
    }
  }
  const timer = setInterval(look, EVERY_MS)
  return {
    start() {
      look()
      before = new Map(ticks)
    },
    end() {
      look()
      clearInterval(timer)
      let used = 0
      for (const [pid, now] of ticks) used += now - (before.get(pid) ?? 0)
      const peak = [...peaks.values()].reduce((sum, kib) => sum + kib, 0)
      return { peakMiB: Math.round(peak / 1024), cpuSeconds: used / TICKS_PER_SECOND }
    },
  }
}

function treeOf(pid: number, except: readonly number[]): number[] {
  if (except.includes(pid)) return []
  const children = read(`/proc/${pid}/task/${pid}/children`) ?? ''
  return [
    pid,
    ...children
      .split(' ')
      .filter(Boolean)
      .flatMap((child) => treeOf(Number(child), except)),
  ]
}

function peakKiB(pid: number): number | null {
  const match = /^VmHWM:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`) ?? '')
  return match === null ? null : Number(match[1])
}

/** utime and stime of one process, its threads included. */
function ticksOf(pid: number): number | null {
  const fields = read(`/proc/${pid}/stat`)?.split(') ')[1]?.split(' ')
  return fields === undefined ? null : Number(fields[11]) + Number(fields[12])
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // It ended between two looks.
    return null
  }
}
