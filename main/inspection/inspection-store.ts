import type { Database } from '../../platform/sqlite/open-database.ts'
import { AgencyRows } from './agency-rows.ts'
import { AttachmentRows } from './attachment-rows.ts'
import { InspectionConclusions } from './conclusions.ts'
import { QuarantineRows } from './quarantine-rows.ts'
import { InspectionResults } from './results.ts'
import { SwitchingRows } from './switching-rows.ts'
import { InspectionTasks } from './tasks.ts'

/** Everything about inspections that a station keeps (decision 0062). */
export class InspectionStore {
  readonly tasks: InspectionTasks
  readonly results: InspectionResults
  readonly conclusions: InspectionConclusions
  readonly switching: SwitchingRows
  readonly quarantine: QuarantineRows
  readonly agencies: AgencyRows
  readonly attachments: AttachmentRows

  constructor(db: Database) {
    this.tasks = new InspectionTasks(db)
    this.results = new InspectionResults(db)
    this.conclusions = new InspectionConclusions(db)
    this.switching = new SwitchingRows(db)
    this.quarantine = new QuarantineRows(db)
    this.agencies = new AgencyRows(db)
    this.attachments = new AttachmentRows(db)
  }
}
