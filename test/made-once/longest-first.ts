import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * The files that take longest, longest first. A fresh clone knows no times of an earlier run, and a long file that is
 * begun last is waited for alone. An estimate is enough: what is missing here runs after these, larger files first.
 */
const longest: readonly string[] = [
  'test/shift/full-day.test.ts',
  'test/shift/bad-database.test.ts',
  'test/sync/sync-batch.test.ts',
  'test/sync/ledger-log.test.ts',
  'test/shift/ledger.test.ts',
  'test/cluster/cluster.test.ts',
  'test/power-loss/power-loss.test.ts',
  'main/station/station.test.ts',
  'main/fsck/check-workspace.test.ts',
  'main/fsck/one-bit.test.ts',
  'test/sync/hostile-station.test.ts',
  'test/sync/standing.test.ts',
  'test/import-rules/import-rules.test.ts',
  'test/shift/command-line.test.ts',
  'test/shift/samples.test.ts',
  'test/shift/killed.test.ts',
  'test/shift/bad-files.test.ts',
  'test/shift/evidence.test.ts',
  'test/shift/archive.test.ts',
  'test/restore/whole-way.test.ts',
  'test/rigs/station-devices.test.ts',
  'main/stock/stock.test.ts',
  'main/station/lives.test.ts',
  'test/sync/two-stations.test.ts',
  'test/sync/shared-inspections.test.ts',
  'main/replay/replay-shift.test.ts',
  'main/replay/lives-of-a-day.test.ts',
  'main/composition/ledger-at-hand.test.ts',
  'main/station/plan-beside-scans.test.ts',
  'main/release/never-with-open-demand.test.ts',
  'main/release/older-conclusions.test.ts',
  'main/station/print-pump.test.ts',
  'main/station/labels-of-a-station.test.ts',
  'main/backup/backup-desk.test.ts',
  'main/bonded/bonded-at-ledger.test.ts',
  'main/catalogue/publishers/publisher-desk.test.ts',
  'main/command/command-groups.test.ts',
  'main/serials/rights.test.ts',
  'main/release/settle-lines.test.ts',
  'main/command/bonded-commands.test.ts',
  'main/devices/device-desk.test.ts',
  'main/station/sync-desk.test.ts',
  'main/release/release-synced.test.ts',
  'main/station/clock-jumps.test.ts',
  'main/fsck/check-releases.test.ts',
  'main/command/rules-draft-commands.test.ts',
  'main/drafts/drafts-desk.test.ts',
  'main/catalogue/killed-import.test.ts',
  'main/composition/simulated-printer.test.ts',
  'main/station/label-situation.test.ts',
  'main/backup/backup.test.ts',
]

const rankOf = (spec: TestSpecification): number => {
  const rank = longest.indexOf(relative(spec.project.config.root, spec.moduleId))
  return rank < 0 ? longest.length : rank
}

/** Files that share a process stay together, at the end, because a process is shared by files that follow each other alone. */
const sharesProcess = (spec: TestSpecification): number => (spec.project.config.isolate ? 0 : 1)

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.sort((a, b) => sharesProcess(a) - sharesProcess(b) || rankOf(a) - rankOf(b))
  }
}
