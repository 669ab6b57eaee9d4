import type { OtherTaskView } from '../../core/contract/shared-inspections.ts'
import { fromBase64Url, toBase64Url } from '../../core/encoding/base64.ts'
import { readResultFile } from '../../core/inspection/result-file.ts'
import { readSharedFile, type SharedFile, type ToldTask } from '../../core/inspection/shared-task.ts'
import { isOpen, isOverdue } from '../../core/inspection/task-life.ts'
import type { WorkspaceContent } from '../../sync/documents/workspace-document.ts'
import { wordOf } from './others-look.ts'
import type { Wanted } from './own-tasks.ts'
import type { ToldByOthers } from './told-by-others.ts'
import { TOLD_FILES_MAX } from './told-inspections.ts'

/** A word that is older holds nobody back from asking for the same inspection: its station may be gone. */
const HOLDS_BACK_MS = 24 * 3600 * 1000

/** Of a document, what is not this key's, and the files that its store waits for. */
export function toldInspectionsOf(
  { tasks, files }: Pick<WorkspaceContent, 'tasks' | 'files'>,
  kid: string,
  wanted: Wanted,
): Pick<ToldByOthers, 'tasks' | 'files'> {
  const isWanted = (file: SharedFile): boolean => {
    if (file.kind === 'task') return wanted.demands.has(file.file.task.demand)
    const { statement } = readResultFile(file.bytes)
    return wanted.tasks.has(file.taskHash) && statement !== null && !wanted.isKnown(file.hash, statement)
  }
  return {
    tasks: tasks.filter((each) => each.kid !== kid),
    files: files
      .map(({ file }) => file)
      .filter(isWanted)
      .slice(0, TOLD_FILES_MAX)
      .map(({ bytes }) => toBase64Url(bytes)),
  }
}

/** The files that wait to be taken. */
const filesTold = ({ files }: Pick<ToldByOthers, 'files'>): SharedFile[] =>
  files.flatMap((text) => readSharedFile(fromBase64Url(text)) ?? [])

/** What came of inspections, to be taken. */
export const heardInspections = (told: Pick<ToldByOthers, 'tasks' | 'files'>) => ({
  files: filesTold(told),
  since: new Map(told.tasks.map(({ task }) => [task.hash, task.since])),
})

/**
 * Words of other stations' tasks, each task once: by whoever was heard last, which after a restore is the key that goes on.
 * `former`: keys of this station before a restore, whose words hold nobody back.
 */
export function otherTasks(
  told: Pick<ToldByOthers, 'tasks' | 'stations'> | null,
  former: readonly string[],
  at: string,
): OtherTaskView[] {
  if (!told) return []
  const nowMs = Date.parse(at)
  const heard = (kid: string) => told.stations.find((station) => station.kid === kid)
  const heardMs = ({ kid }: ToldTask) => Date.parse(heard(kid)?.at ?? '1970-01-01T00:00:00Z')
  const own = new Set(former)
  const byTask = Map.groupBy(told.tasks, ({ kid, task }) => `${task.hash} ${heard(kid)?.name ?? kid}`)
  return [...byTask.values()]
    .flatMap((words) => words.sort((a, b) => heardMs(b) - heardMs(a) || b.task.seq - a.task.seq)[0] ?? [])
    .filter(({ kid }) => !own.has(kid))
    .map(({ kid, task: { task, demand, kind, asn, subject, state, sampled, agency, deadline, outcome } }) => {
      const station = heard(kid)
      return {
        ...{ task, demand, kind, asn, subject, state, sampled, agency, deadline, outcome },
        station: station?.name ?? kid.slice(0, 8),
        overdue: isOverdue(state, deadline, at),
        at: station?.at ?? null,
        word: wordOf(station, nowMs),
      }
    })
    .sort((a, b) => (a.deadline < b.deadline ? -1 : a.deadline > b.deadline ? 1 : 0))
}

/** Demands that another station has inspected now: nobody is asked a second time while its word is of today. */
export function inspectedElsewhere(others: readonly OtherTaskView[], at: string): Set<string> {
  const nowMs = Date.parse(at)
  return new Set(
    others
      .filter(({ state, word, at: heard }) => {
        const isOfToday = heard !== null && Math.abs(nowMs - Date.parse(heard)) <= HOLDS_BACK_MS
        return isOpen(state) && word !== 'aside' && isOfToday
      })
      .map(({ demand }) => demand),
  )
}
