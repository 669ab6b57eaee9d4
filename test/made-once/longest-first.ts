import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * The files that take longest, longest first. A fresh clone knows no times of an earlier run, and a long file that is
 * begun last is waited for alone. An estimate is enough: what is missing here runs after these, larger files first.
 */
const longest = [
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
