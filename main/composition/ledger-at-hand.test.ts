import { rmSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BenchStation } from '../station/bench-station.stub.ts'
import { sampleSupervisor } from '../training/sample-people.ts'
import { workspaceFiles } from '../workspace/workspace.ts'
import { trainingLedger } from './ledger-at-hand.ts'
import { type OpenWorkspace, openWorkspace } from './open-workspace.ts'
import { type RunningLedger, runTrainingLedger } from './run-ledger.ts'

let bench: BenchStation

beforeEach(async () => {
  bench = await BenchStation.open()
})
afterEach(() => bench.close())

const signOf = (workspace: OpenWorkspace) => {
  const sign = workspace.station.view().devices.find(({ kind }) => kind === 'ledger')
  return [sign?.ok, sign?.status.code]
}

describe('the sign of the training ledger', () => {
  it('is green once the ledger has answered, not while it starts', async () => {
    const { workspace } = bench
    expect(signOf(workspace)).toEqual([false, 'ledger-idle'])
    const signs: unknown[] = []
    workspace.station.onChange(() => {
      const sign = signOf(workspace)[1]
      // The other devices change in between, and the ledger's sign with them does not.
      if (sign !== signs.at(-1)) signs.push(sign)
    })
    const starting = workspace.startLedger()
    expect(signOf(workspace)).toEqual([false, 'ledger-starting'])
    await starting
    expect(signOf(workspace)).toEqual([true, 'ledger-there'])
    expect(signs).toEqual(['ledger-starting', 'ledger-there'])
    expect(await workspace.startLedger()).toBe(await starting)
  })

  it('is green no more when the ledger has ended, and again when it is back', async () => {
    const ledger = trainingLedger(workspaceFiles(bench.folder), () => {})
    await ledger.address()
    expect(ledger.view(null).ok).toBe(true)
    await ledger.close()
    expect(ledger.view(null)).toMatchObject({ ok: false, status: { code: 'ledger-idle' } })
    await ledger.address()
    expect(ledger.view(null).ok).toBe(true)
    await ledger.close()
  })

  it('is not green for a ledger that could not start, which may be asked again', async () => {
    const { workspace } = bench
    rmSync(workspaceFiles(bench.folder).membership)
    await expect(workspace.startLedger()).rejects.toMatchObject({ code: 'ledger-membership-unreadable' })
    expect(signOf(workspace)).toEqual([false, 'ledger-idle'])
    await expect(workspace.startLedger()).rejects.toMatchObject({ code: 'ledger-membership-unreadable' })
  })
})

describe('the sign of a ledger elsewhere', () => {
  let workspace: OpenWorkspace
  let ledger: RunningLedger | null = null

  afterEach(async () => {
    await workspace.close()
    await ledger?.close()
    ledger = null
    await bench.reopen()
  })

  /** The same workspace again, which now syncs with the ledger at `url`; something waits to be synced. */
  async function elsewhere(url: string): Promise<void> {
    const { badge, passcode } = sampleSupervisor
    await bench.press('close-shift')
    await bench.station.seal({ badge, passcode })
    await bench.workspace.close()
    const { folder, clock } = bench
    workspace = await openWorkspace({
      folder,
      clock,
      ledgerUrl: url,
      labelMs: 0,
      waitMsMax: 0,
      onWait: () => {},
      logLevel: 'silent',
    })
  }

  it('is green when a sync has brought its answer', async () => {
    ledger = await runTrainingLedger(workspaceFiles(bench.folder), () => {})
    await elsewhere(ledger.url)
    expect(signOf(workspace)).toEqual([false, 'ledger-idle'])
    expect((await workspace.sync.run()).ok).toBe(true)
    expect(signOf(workspace)).toEqual([true, 'ledger-answered'])
  })

  it('is not green when nobody answers there', async () => {
    await elsewhere('http://127.0.0.1:9')
    expect((await workspace.sync.run()).ok).toBe(false)
    expect(signOf(workspace)).toEqual([false, 'ledger-idle'])
  })
})

describe('the sign of the simulated scanner', () => {
  it('says that it is simulated', () => {
    const scanner = bench.station.view().devices.find(({ kind }) => kind === 'scanner')
    expect(scanner).toMatchObject({ simulated: true, status: { code: 'scanner-is-simulated' } })
  })
})
