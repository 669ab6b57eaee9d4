import { join } from 'node:path'
import { expect, it } from 'vitest'
import { asnStateAnswer, changesAnswer } from '../../core/contract/decision-service.ts'
import { SampleWorkspace } from '../../main/fsck/sample-workspace.stub.ts'
import { StationStore } from '../../main/store/station-store.ts'
import { workspaceFiles } from '../../main/workspace/workspace.ts'
import { createLogger } from '../../platform/log/logger.ts'
import { SERVICE_FILE } from '../../platform/service/service-file.ts'
import { serveLedger } from '../../sync/ledger/serve-ledger.ts'
import { decisionServiceSuite } from './contract-suite.ts'
import { bearer, besides, keyFor, type ServedService, testRates } from './served-service.ts'

/** The notice of the first plan that the log says was accepted, once the log is folded so far. */
async function firstNotice(url: string, key: string): Promise<string> {
  const response = await fetch(`${url}/changes?wait=20`, { headers: bearer(key) })
  const { changes } = changesAnswer.parse(await response.json())
  return String(changes.find(({ kind }) => kind === 'plan-accepted')?.body.asn)
}

/** The ledger of the sample workspace, which has one of its two batches. */
async function openLedger(): Promise<ServedService & { readonly station: SampleWorkspace }> {
  const sample = await SampleWorkspace.make()
  const files = workspaceFiles(sample.folder)
  const ledger = await serveLedger({
    ...{ data: files.ledger, host: '127.0.0.1', port: 0, rates: testRates, proxies: 0 },
    ...{ membershipFile: files.membership, rulesFile: files.rules, catalogueFile: files.catalogue },
    logger: createLogger({ name: 'test', level: 'silent' }),
  })
  const store = besides(join(files.ledger, SERVICE_FILE))
  const url = `${ledger.url}/service`
  const asn = await firstNotice(url, keyFor({ store }))
  const served = { url, store, asn, station: sample }
  return {
    ...served,
    async close() {
      store.close()
      await ledger.close()
      sample.remove()
    },
  }
}

decisionServiceSuite('a ledger', openLedger)

it('a ledger tells of a notice what the log says, and what that is worth', async () => {
  const served = await openLedger()
  const key = keyFor(served)
  const station = new StationStore(workspaceFiles(served.station.folder).database, { readonly: true })
  try {
    const changes = async (after: string) =>
      changesAnswer.parse(
        await (await fetch(`${served.url}/changes?after=${after}`, { headers: bearer(key) })).json(),
      )
    // The log is folded piece by piece: all of it is there when nothing more comes.
    await expect.poll(async () => (await changes('0')).changes.length, { interval: 500 }).toBeGreaterThan(1)
    const asked = await fetch(`${served.url}/asns/${served.asn}`, { headers: bearer(key) })
    const answer = asnStateAnswer.parse(await asked.json())
    const receipted = station.batches.all().find(({ state }) => state === 'receipted')
    expect(receipted).toBeDefined()
    const stationLines = station.plans.linesOfAsn(served.asn)
    const sum = (of: readonly { labeled: number }[]) => of.reduce((n, { labeled }) => n + labeled, 0)
    expect(answer.plan).toBe(station.plans.hashOf(served.asn))
    expect(answer.lines.length).toBeGreaterThan(0)
    // One of the two batches was synced: the ledger knows no more than that.
    expect(sum(answer.lines)).toBeGreaterThan(0)
    expect(sum(answer.lines)).toBeLessThanOrEqual(sum(stationLines))
    expect(answer.stations).toHaveLength(1)
    expect(answer.stations[0]?.standing).toMatchObject({ valid: answer.stations[0]?.statements })

    const all = await changes('0')
    expect(all.changes.map(({ kind }) => kind)).toContain('plan-accepted')
    const [first, ...rest] = all.changes
    expect((await changes(first?.cursor ?? '')).changes).toEqual(rest)
    expect((await changes('now')).changes).toEqual([])
  } finally {
    station.close()
    await served.close()
  }
})
