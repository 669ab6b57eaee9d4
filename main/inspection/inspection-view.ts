import type {
  InspectionAnswer,
  InspectionRow,
  InspectionsAnswer,
  QuarantineView,
  SwitchingView,
} from '../../core/contract/inspections.ts'
import type { OtherTaskView } from '../../core/contract/shared-inspections.ts'
import type { Failure } from '../../core/errors/bondmark-error.ts'
import { readResult } from '../../core/inspection/inspection-result.ts'
import { isAwaited, isOverdue, taskEventsIn } from '../../core/inspection/task-life.ts'
import type { SwitchingStep } from '../../core/sampling/next-switching.ts'
import type { SwitchingState } from '../../core/sampling/switching-state.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import type { StationStore } from '../store/station-store.ts'
import { type Attachments, attachmentsNamed } from './attachments.ts'
import type { QuarantinedResult } from './quarantine-rows.ts'
import type { SwitchingRow } from './switching-rows.ts'
import { QUARANTINE_BYTES_MAX, QUARANTINE_RESULTS_MAX } from './take-result.ts'
import type { StoredTask } from './tasks.ts'

type Store = Pick<StationStore, 'inspections' | 'people'>

/** Tasks, results in quarantine and series that a screen lists. */
const SHOWN_MAX = 200

const plain = ({ code, detail }: Failure) => ({ code, detail: { ...detail } })

/** Everything about inspections, as a list. `at`: RFC 3339, what overdue is judged by. */
export function listInspections(
  { inspections }: Store,
  agencies: readonly string[],
  at: string,
  others: readonly OtherTaskView[] = [],
): InspectionsAnswer {
  const tasks = inspections.tasks.newest(SHOWN_MAX).map((task) => rowOf({ inspections }, task, at))
  const { results, bytes } = inspections.quarantine.size()
  return {
    format: 'bondmark/inspections/1',
    tasks,
    counts: inspections.tasks.counts(),
    overdue: inspections.tasks.overdue(at),
    agencies: [...agencies],
    quarantine: inspections.quarantine.newest(SHOWN_MAX).map(quarantineView),
    waiting: { results, bytes, resultsMax: QUARANTINE_RESULTS_MAX, bytesMax: QUARANTINE_BYTES_MAX },
    switching: inspections.switching.histories(SHOWN_MAX).map(switchingView),
    others: others.slice(0, SHOWN_MAX),
  }
}

function rowOf(
  { inspections }: Pick<StationStore, 'inspections'>,
  stored: StoredTask,
  at: string,
): InspectionRow {
  const { id, kind, repeat, asn, state, deadline, agency, task } = stored
  const unasked = isAwaited(state) && inspections.tasks.isUnasked(id)
  return {
    ...{ id, kind, repeat, asn, state, deadline, agency },
    subject: task.subject,
    overdue: !unasked && isOverdue(state, deadline, at),
    unasked,
    sample: task.sampling && Math.min(task.sampling.n, task.sampling.lotSize),
    outcome: inspections.conclusions.of(id)?.outcome ?? null,
  }
}

function quarantineView(one: QuarantinedResult): QuarantineView {
  const { n, sha256, bytes, way, cameAt, lookedAt, task, agency, why } = one
  const { endedAt, endedHow, endedBy, reason } = one
  return {
    ...{ n, sha256, way, cameAt, lookedAt, task, agency },
    bytes: bytes.length,
    why: plain(why),
    ended: endedAt && endedHow ? { at: endedAt, how: endedHow, by: endedBy, reason: reason ?? '' } : null,
  }
}

function switchingView({ gtin, manufacturer, rule, t, json }: SwitchingRow): SwitchingView {
  const { state, steps } = JSON.parse(json) as { state: SwitchingState; steps: SwitchingStep[] }
  return {
    ...{ gtin, manufacturer, rule, t },
    inspection: state.inspection,
    score: state.inspection === 'normal' ? state.score : null,
    steady: state.steady,
    approved: state.approved,
    steps: steps.map(plain),
  }
}

/** One task with everything on record of it. */
export function showInspection(
  store: Store,
  stored: StoredTask,
  attachments: Pick<Attachments, 'isThere'>,
  at: string,
): InspectionAnswer {
  const { inspections, people } = store
  const results = inspections.results.of(stored.id).map(({ id, place, cameAt, bytes }) => ({
    ...{ id, place, cameAt },
    result: readResult(bytes, sha256Native).result,
  }))
  const named = new Map(
    results.flatMap(({ result }) => attachmentsNamed(result)).map((one) => [one.sha256, one]),
  )
  return {
    format: 'bondmark/inspection/1',
    row: rowOf(store, stored, at),
    task: stored.task,
    hash: stored.hash,
    next: taskEventsIn(stored.state),
    moves: inspections.tasks.moves(stored.id).map(({ event, state, t, badge, detail }) => ({
      ...{ event, state, t },
      by: badge === null ? null : (people.get(badge)?.name ?? badge),
      detail: detail as InspectionAnswer['moves'][number]['detail'],
    })),
    results,
    conclusion: inspections.conclusions.of(stored.id),
    attachments: [...named.values()].map((one) => ({ ...one, isHere: attachments.isThere(one.sha256) })),
  }
}
