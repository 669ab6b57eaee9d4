import type { InspectionRow } from '../../core/contract/inspections.ts'
import type { OtherTaskView } from '../../core/contract/shared-inspections.ts'
import { isWithAgency } from '../../core/inspection/task-life.ts'
import { printTable, word } from './print-table.ts'
import { tell } from './terminal.ts'

/** Tasks of this station; one that is with its agency although nothing asks for it any more says so. */
export function printTasks(tasks: readonly InspectionRow[]): void {
  printTable(
    ['task', 'kind', 'asn', 'state', 'due', 'agency', 'outcome'],
    tasks.map(({ id, kind, asn, state, overdue, unasked, deadline, agency, outcome }) => [
      ...[id.slice(0, 12), word(`kind-${kind}`), asn],
      [
        word(`task-state-${state}`),
        ...(unasked ? [word(isWithAgency(state) ? 'task-unasked' : 'task-unasked-unsent')] : []),
        ...(overdue ? [word('task-overdue')] : []),
      ].join('; '),
      ...[deadline, agency, outcome && word(`outcome-${outcome}`)],
    ]),
  )
  if (tasks.some(({ unasked, state }) => unasked && isWithAgency(state)))
    tell({ code: 'task-unasked-note', detail: {} })
}

/** Tasks of other stations, by their words. */
export function printOthers(tasks: readonly OtherTaskView[]): void {
  printTable(
    ['task', 'kind', 'asn', 'state', 'samples', 'due', 'agency', 'outcome', 'station', 'heard'],
    tasks.map(
      ({ task, kind, asn, state, sampled, overdue, deadline, agency, outcome, station, at, word: by }) => [
        ...[task.slice(0, 12), word(`kind-${kind}`), asn],
        [word(`task-state-${state}`), ...(overdue ? [word('task-overdue')] : [])].join('; '),
        ...[sampled ? word('task-state-samples-taken') : null, deadline, agency],
        ...[outcome && word(`outcome-${outcome}`), station, `${at ?? '–'} (${by})`],
      ],
    ),
  )
}
