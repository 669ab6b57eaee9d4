import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { openWorkspace } from '../../main/composition/open-workspace.ts'
import { workspaceFiles } from '../../main/workspace/workspace.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { startLedgerProcess } from '../sync/ledger-process.ts'
import { makeTwoStations, type TwoStations, unlabeledPlan } from '../sync/two-stations.ts'
import { scanByKeyboard } from './keyboard-scanner.ts'
import { picture } from './picture.ts'
import { type RunningStation, startStation } from './running-station.ts'

/** Ten bowls that need no label: line 5 of the first notice. */
const BOWLS = '01095060001100591736123110BT-26-11'
const person = { badge: 'OP-0007', passcode: '2468' }

let scratch: string
let at: TwoStations
let station: RunningStation
let pulls = 0

/** A shift's start at one of the stations: so many bowls received, and told to the other. */
async function work(folder: string, units: number) {
  const options = { folder, clock: wallClock, labelMs: 0, waitMsMax: 5000, onWait: () => {} }
  const workspace = await openWorkspace({ ...options, ledgerUrl: at.ledger.url, logLevel: 'silent' })
  try {
    await workspace.station.importPlan(unlabeledPlan(), 'day-1.csv')
    await workspace.station.press({ key: 'sign-in', ...person })
    for (let n = 0; n < units; n++)
      await workspace.station.scan({ device: `hid-${++pulls}`, aim: ']d2', text: BOWLS })
    await workspace.sharing.share()
    await workspace.station.press({ key: 'lock' })
  } finally {
    await workspace.close()
  }
}

test.beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'bondmark-e2e-'))
  at = await makeTwoStations(scratch)
  await work(at.first, 4)
  await work(at.second, 6)
  station = await startStation(at.second)
})
test.afterAll(async () => {
  await station.end()
  await at.ledger.kill()
  rmSync(scratch, { recursive: true, force: true })
})

test('a line shows what the other station has, a unit beyond the plan together is not green, and a batch is carried by hand', async ({
  page,
}) => {
  await page.goto(station.address)
  await page.getByTestId('badge').fill(person.badge)
  await page.getByTestId('passcode').fill(person.passcode)
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('person')).toBeVisible()
  await page.keyboard.press('F4')
  const lines = page.getByTestId('lines')
  await expect(lines.getByTestId('others')).toContainText('This station 6 · others 4 · planned 10')
  await expect(lines.getByTestId('other-station')).toContainText('LBL07: 4')
  await expect(page.getByTestId('shared')).toContainText('LBL07')
  await picture(page, 'shared-shift-1280x800')
  await lines.getByRole('button', { name: /line 5/ }).click()
  const counts = page.getByTestId('shared-line')
  await expect(counts).toHaveText(/Planned10Here6Elsewhere4Really missing0.*LBL07: 4 · as of/)
  await page.keyboard.press('Escape')
  await expect(counts).toBeHidden()

  await page.keyboard.press('F1')
  await expect(page.getByTestId('practice-goods-1')).toBeVisible()
  await scanByKeyboard(page, `]d2${BOWLS}`)
  const state = page.getByTestId('state')
  await expect(state).toHaveAttribute('data-state', 'beyond')
  await expect(page.getByTestId('next')).toContainText(
    'Call a supervisor: with LBL07 this is 1 more than planned',
  )
  await expect(page.getByTestId('others')).toHaveAttribute('data-left', '-1')
  await picture(page, 'shared-beyond-1280x800')
  expect(await hidden(page)).toEqual([])
  await page.setViewportSize({ width: 1024, height: 600 })
  expect(await hidden(page)).toEqual([])
  await page.getByTestId('language').click()
  await expect(page.getByTestId('next')).toContainText('请叫主管')
  await expect(page.getByTestId('others')).toContainText('本站 7 · 其他工作站 4 · 计划 10')
  expect(await hidden(page)).toEqual([])
  await picture(page, 'shared-beyond-zh-1024x600')

  // Closed here: three of ten are counted on elsewhere, and that one is too many is said.
  await page.keyboard.press('F12')
  await expect(counts).toHaveText(/计划10本站7其他工作站3实际缺少0.*LBL07：4/)
  await picture(page, 'shared-missing-zh-1024x600')
  await page.getByTestId('choice-6').press('Enter')
  await expect(page.getByTestId('confirm-elsewhere')).toHaveText('关闭该行：其他工作站 3 件')
  await picture(page, 'shared-close-zh-1024x600')
  await page.getByTestId('confirm-elsewhere').press('Enter')
  await expect(page.getByTestId('happened')).toContainText('3 件按其他工作站所报')
  await expect(page.getByTestId('line')).toContainText('其他工作站 3')
  await page.keyboard.press('F4')
  await expect(lines.getByTestId('others-over')).toBeVisible()
  await picture(page, 'shared-shift-zh-1024x600')

  await page.getByTestId('language').click()
  await page.setViewportSize({ width: 1280, height: 800 })
  await carryBatch(page)
})

/** What of the bar lies over something else there, and whether the line's progress is cut off. */
async function hidden(page: Page): Promise<string[]> {
  const parts = await page.locator('.truth-bar > :not(.chips), .truth-bar .chip').all()
  const boxes = (await Promise.all(parts.map((part) => part.boundingBox()))).filter((box) => box !== null)
  const over = boxes.filter((box, i) => box.x < (boxes[i - 1]?.x ?? 0) + (boxes[i - 1]?.width ?? 0) - 0.5)
  const bar = await page.locator('.line-card .progress').boundingBox()
  const column = await page.locator('.scan-left').boundingBox()
  const isCut = !bar || !column || bar.y + bar.height > column.y + column.height
  return [...over.map(({ x }) => `bar at ${x}`), ...(isCut ? ['progress'] : [])]
}

/** With the ledger gone: a batch is saved to a file, is not called sent, and its answer is brought in. */
async function carryBatch(page: Page): Promise<void> {
  await at.ledger.kill()
  await page.getByTestId('close-shift').click()
  await page.getByTestId('confirm').click()
  await expect(page.getByTestId('shift-end')).toBeVisible()
  await page.getByTestId('seal').click()
  await page.getByTestId('seal-badge').fill('SUP-0001')
  await page.getByTestId('seal-passcode').fill('135790')
  await page.getByTestId('confirm').click()
  const batch = page.getByTestId('batch').first()
  await expect(batch).toHaveAttribute('data-state', 'sealed')
  const carried = page.getByTestId('carried')
  await expect(carried).toHaveCount(0)
  await page.getByTestId('sync-now').click()
  await carried.scrollIntoViewIfNeeded()
  await picture(page, 'carry-card-1280x800')

  await page.getByTestId('carry-save').click()
  const saving = page.waitForEvent('download')
  await page.getByTestId('carry-batch').first().click()
  const saved = await saving
  expect(saved.suggestedFilename()).toMatch(/^bondmark-LBL08-batch-\d+\.bin$/)
  await expect(page.getByRole('dialog')).toContainText('not sent')
  await page.setViewportSize({ width: 1024, height: 600 })
  await picture(page, 'carry-dialog-1024x600')
  await page.getByTestId('carry-close').click()
  await page.getByTestId('language').click()
  await expect(carried).toContainText('尚未发送')
  await expect(page.getByTestId('sync-count')).not.toHaveClass(/tone-ok/)
  await carried.scrollIntoViewIfNeeded()
  await page.setViewportSize({ width: 1280, height: 800 })
  await picture(page, 'carry-card-zh-1280x800')
  await page.setViewportSize({ width: 1024, height: 600 })
  await page.getByTestId('carry-save').click()
  await expect(page.getByTestId('carry-close')).toBeVisible()
  await picture(page, 'carry-dialog-zh-1024x600')
  await page.getByTestId('carry-close').click()
  await page.getByTestId('language').click()

  // What is tried by itself meanwhile would be in the way.
  await page.getByTestId('cancel-retry').click()
  const bring = async (file: { name: string; mimeType: string; buffer: Buffer }) => {
    const asked = page.waitForEvent('filechooser')
    await page.getByTestId('carry-bring').click()
    await (await asked).setFiles([file])
  }
  const named = { name: 'batch.receipts', mimeType: 'application/octet-stream' }
  // The batch itself is no answer to it.
  const bytes = readFileSync(await saved.path())
  await bring({ ...named, buffer: bytes })
  await expect(page.getByTestId('notice')).toBeVisible()
  await expect(batch).toHaveAttribute('data-state', 'sealed')

  const { ledger: data, membership } = workspaceFiles(at.first)
  const ledger = await startLedgerProcess({ data, membershipFile: membership })
  try {
    const answer = await fetch(`${ledger.url}/batch-file`, { method: 'POST', body: new Uint8Array(bytes) })
    await bring({ ...named, buffer: Buffer.from(await answer.arrayBuffer()) })
  } finally {
    await ledger.kill()
  }
  await expect(page.getByTestId('carry-answer')).toContainText('are proven')
  await page.getByTestId('carry-done').click()
  await expect(batch).toHaveAttribute('data-state', 'receipted')
  await expect(carried).toHaveCount(0)
  await expect(page.getByTestId('sync')).toContainText('Answer brought in')
}
