import type { Demand } from '../../core/decision/demand.ts'
import type { SharedFile } from '../../core/inspection/shared-task.ts'
import type { InspectionDesk } from '../inspection/inspection-desk.ts'
import type { Station } from '../station/station.ts'
import { askAgencies } from './ask-agencies.ts'

/** What was heard of other stations' inspections. */
export interface HeardInspections {
  readonly files: readonly SharedFile[]
  /** When a task's samples were taken or it was sent, by the words of its station; by the task's hash. */
  readonly since: ReadonlyMap<string, string | null>
}

/**
 * Takes what came by the warehouse's document: follows the tasks of others that this station's lines wait for, takes results
 * through the same check as every other way, and asks for inspections itself that nobody else has asked for any more.
 */
export function heedOthers(
  station: Station,
  inspections: InspectionDesk,
  { files, since }: HeardInspections,
): void {
  for (const file of files) {
    if (file.kind === 'task') inspections.followTask(file.file, since.get(file.taskHash) ?? null)
  }
  for (const file of files) if (file.kind === 'result') inspections.takeShared(file.bytes)
  const left = station.ctx.store.releases.unasked()
  if (left.length === 0 || station.ctx.clock.refusal) return
  station.write(() => {
    for (const [asn, demands] of Map.groupBy(left, (each) => each.asn))
      askAgencies(
        station.ctx,
        asn,
        demands.map(({ json }) => JSON.parse(json) as Demand),
      )
  })
}
