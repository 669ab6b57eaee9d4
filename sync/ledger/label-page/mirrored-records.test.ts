import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { unitEpc } from '../../../core/gs1/epc.ts'
import { createLogger } from '../../../platform/log/logger.ts'
import { openMirrorStore } from '../mirrors/mirror-store.ts'
import { startLogJudge } from '../standing/judge-log.ts'
import { openStandingStore } from '../standing/standing-store.ts'
import { commission, gtin, type LabelLedger, startLabelLedger } from './label-ledger.stub.ts'
import { mirroredRecords } from './mirrored-records.ts'
import { recordOf } from './unit-record.ts'
import { verdictOf } from './verdict.ts'

const folder = mkdtempSync(join(tmpdir(), 'bondmark-mirrored-'))
const logger = createLogger({ name: 'mirrored', level: 'silent' })
let home: LabelLedger
let mirror: ReturnType<typeof mirroredRecords>
const closing: (() => unknown)[] = []
const [alive, ended] = ['B7Q00000000000A', 'B7Q00000000000B']

beforeAll(async () => {
  home = await startLabelLedger()
  const station = home.station()
  for (const serial of [alive, ended]) await commission(station, serial)
  station.decommission(unitEpc(gtin, ended))
  station.decommission(unitEpc(gtin, ended))
  await home.enter(station)
  const copy = openMirrorStore(join(folder, 'copy.sqlite'))
  copy.append(home.log.entries(0, 100))
  const newest = home.log.latestCheckpoint()
  if (newest === null) throw new Error('there is no checkpoint')
  copy.addCheckpoint(newest)
  const standing = openStandingStore(join(folder, 'standing.sqlite'))
  const judge = startLogJudge(copy, standing, home.consortium.logSigner, logger)
  judge.wake()
  await judge.idle()
  closing.push(
    () => judge.close(),
    () => standing.close(),
    () => copy.close(),
  )
  mirror = mirroredRecords({ origin: home.consortium.logSigner.name, store: copy, standing })
})
afterAll(async () => {
  for (const close of closing) await close()
  await home.close()
  rmSync(folder, { recursive: true })
})

it('tells of a unit in a mirrored log what its home tells', () => {
  for (const serial of [alive, ended]) {
    const key = unitEpc(gtin, serial)
    const [own] = home.labels.source.sources().map((source) => recordOf([source], key))
    const copied = recordOf([mirror], key)
    const plain = (record: typeof copied | undefined) =>
      record?.timeline.map(({ statement, leaf, standing }) => [statement.id, leaf, standing])
    expect(plain(copied)).toEqual(plain(own))
    expect(copied.end).toBe(own?.end)
    expect(verdictOf(null, copied)).toBe(serial === alive ? 'record-found' : 'voided')
  }
})

it('calls it a conflict when two logs have a beginning of one unit', () => {
  const both = recordOf([...home.labels.source.sources(), mirror], unitEpc(gtin, alive))
  expect([both.beginnings, verdictOf(null, both)]).toEqual([2, 'conflicted'])
})
