import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, expect, type Page } from '@playwright/test'
import { StationStore } from '../../main/store/station-store.ts'
import { makeTrainingWorkspace } from '../../main/training/make-workspace.ts'
import { workspaceFiles } from '../../main/workspace/workspace.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { findPins } from '../pins/find-pin.ts'
import { printerRig, rigSetting } from '../pins/printer-rig.ts'
import { startStation } from './running-station.ts'

/** All that the page holds, after what it holds no more is gone. */
async function heapOf(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page)
  const chunks: Buffer[] = []
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(Buffer.from(chunk)))
  await session.send('HeapProfiler.enable')
  await session.send('HeapProfiler.collectGarbage')
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  await session.detach()
  return Buffer.concat(chunks)
}

base('no PIN crosses to the window, or is in its memory after the print', async ({ page }) => {
  const scratch = mkdtempSync(join(tmpdir(), 'bondmark-e2e-pins-'))
  const folder = join(scratch, 'training')
  const rig = await printerRig()
  await makeTrainingWorkspace(folder, wallClock)
  const store = new StationStore(workspaceFiles(folder).database)
  const setting = { id: 'device-1', ...rigSetting(rig.port) }
  store.transaction(() => store.devices.put('device-1', setting, { badge: 'SUP-0001', t: wallClock.now() }))
  store.close()
  const station = await startStation(folder)
  const crossed: Buffer[] = []
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => void crossed.push(Buffer.from(payload))),
  )
  try {
    await page.goto(station.address)
    await page.getByTestId('badge').fill('OP-0007')
    await page.getByTestId('passcode').fill('2468')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('practice-goods-1')).toBeVisible()
    await page.keyboard.press('Alt+Digit1')
    await expect.poll(() => rig.pins.size, { timeout: 20_000 }).toBeGreaterThan(0)
    // The label is looked at, as it was printed.
    await page.keyboard.press('F2')
    await page.getByRole('row').first().click()
    await expect(page.getByRole('img').first()).toBeVisible()
    // Another one, to be found: the search is a real one.
    const planted = 'ZZZZZYYYYY'
    await page.evaluate(
      (text) => Reflect.set(globalThis, 'planted', text.toUpperCase()),
      planted.toLowerCase(),
    )
    const heap = await heapOf(page)
    expect(findPins('heap', heap, [planted])).not.toEqual([])
    expect(findPins('heap', heap, rig.pins)).toEqual([])
    expect(crossed.length).toBeGreaterThan(0)
    expect(findPins('socket', Buffer.concat(crossed), rig.pins)).toEqual([])
    expect(findPins('output', Buffer.from(station.said()), rig.pins)).toEqual([])
  } finally {
    await page.close()
    await station.end()
    await rig.close()
    rmSync(scratch, { recursive: true, force: true })
  }
})
