import type { OtherTaskView } from '../../core/contract/shared-inspections.ts'
import { keyOf } from '../../core/membership/membership.ts'
import { openCatalogue } from '../../platform/catalogue/catalogue-reader.ts'
import { BondedDesk } from '../bonded/bonded-desk.ts'
import { CatalogueDesk } from '../catalogue/catalogue-desk.ts'
import { PublisherDesk } from '../catalogue/publishers/publisher-desk.ts'
import { DraftsDesk } from '../drafts/drafts-desk.ts'
import { InspectionDesk } from '../inspection/inspection-desk.ts'
import type { StationMembers } from '../members/station-members.ts'
import { inspectionConcluded } from '../release/inspection-concluded.ts'
import { openSettling } from '../release/open-settling.ts'
import { ReleaseDesk } from '../release/release-desk.ts'
import type { DryRunDesk } from '../rules/dry-run-desk.ts'
import { openRules } from '../rules/open-rules.ts'
import type { RulesDesk } from '../rules/rules-desk.ts'
import type { Station } from '../station/station.ts'
import { StatisticsDesk } from '../statistics/statistics-desk.ts'
import type { WorkspaceFiles } from '../workspace/workspace.ts'

/** What the desks of the Control screen stand on. */
export interface ControlParts {
  readonly station: Station
  readonly members: Pick<StationMembers, 'own' | 'trust'>
  /** What other stations of the warehouse say of their inspections. */
  readonly othersInspections?: () => readonly OtherTaskView[]
  /** A rule draft was written: others are to hear of it soon. */
  readonly draftWritten?: () => void
  readonly files: Pick<WorkspaceFiles, 'attachments' | 'catalogue'>
}

/** The desks behind the tabs of the Control screen, one a room. */
export interface ControlDesks {
  readonly catalogue: CatalogueDesk
  readonly publishers: PublisherDesk
  readonly release: ReleaseDesk
  readonly rules: RulesDesk
  readonly dryRuns: DryRunDesk
  readonly drafts: DraftsDesk
  readonly inspections: InspectionDesk
  readonly bonded: BondedDesk
  readonly statistics: StatisticsDesk
}

/** Opens every desk of the Control screen. What a desk holds open is closed by what it adds to `undo`, last opened first. */
export function openControl(
  { station, files, members, othersInspections, draftWritten }: ControlParts,
  undo: (() => unknown)[],
): ControlDesks {
  // First what lines wait for: what is concluded next bears on them.
  const release = new ReleaseDesk(station)
  release.catchUp()
  const publishers = new PublisherDesk(station, {
    catalogue: files.catalogue,
    members,
    changed: () => release.settle(),
  })
  openSettling(station, release, undo)
  const goods = new CatalogueDesk(station, files.catalogue, {
    came: () => release.settle(),
    place: () => publishers.place,
    signedCame: () => publishers.signedCame(),
  })
  undo.push(() => goods.close())
  const catalogue = openCatalogue(files.catalogue)
  undo.push(() => catalogue.close())
  const inspections = new InspectionDesk(station, {
    attachments: files.attachments,
    agenciesOfCatalogue: () => catalogue.agencies().map(({ org }) => org),
    concluded: inspectionConcluded,
    ...(othersInspections && { others: othersInspections }),
  })
  // What a kill left between a result and its conclusion.
  inspections.resume()
  const rules = openRules(station, members, files.catalogue, undo)
  const drafts = new DraftsDesk({
    ...{ station, ...rules },
    stationOf: (kid) => keyOf(members.own, kid)?.name.replace(/^station\//, '') ?? kid.slice(0, 8),
    written: () => draftWritten?.(),
  })
  const statistics = new StatisticsDesk(station)
  undo.push(() => statistics.close())
  return {
    catalogue: goods,
    publishers,
    release,
    inspections,
    statistics,
    bonded: new BondedDesk(station),
    drafts,
    ...rules,
  }
}
