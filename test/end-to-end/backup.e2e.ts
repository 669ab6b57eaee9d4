import { mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, startStation, test } from './running-station.ts'

const violationsOn = async (page: Page) => {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)
}

test('a supervisor makes a backup by keyboard; before, the screen says never', async ({ station, page }) => {
  const folder = mkdtempSync(join(tmpdir(), 'bondmark-backups-'))
  await page.goto(station.address)
  await page.getByTestId('badge').fill('SUP-0001')
  await page.getByTestId('passcode').fill('135790')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('person')).toBeVisible()
  await page.keyboard.press('F4')
  await expect(page.getByTestId('backup')).toContainText('Never backed up')
  await page.keyboard.press('Alt+KeyB')
  await page.getByTestId('backup-folder').fill(folder)
  await page.keyboard.press('Tab')
  await page.keyboard.type('four little words')
  await page.keyboard.press('Tab')
  await page.keyboard.type('four little word')
  await page.getByTestId('backup-passcode').fill('135790')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('not the same')
  expect(await violationsOn(page)).toEqual([])
  await page.getByTestId('backup-again').fill('four little words')
  await page.getByTestId('backup-passcode').fill('135790')
  await page.keyboard.press('Enter')
  // Deriving the key takes a second of a free processor, and as long as it takes of a busy one.
  await expect(page.getByTestId('backup')).toContainText('Last backup', { timeout: 60_000 })
  await expect(page.getByTestId('backup')).toContainText(folder)
  expect(await violationsOn(page)).toEqual([])
  rmSync(folder, { recursive: true })
})

test('a damaged workspace opens on what is still provable; nothing on it is green, and it can be looked things up', async ({
  station,
  page,
}) => {
  await expect.poll(() => station.said()).toContain('The station is open')
  expect(await station.end()).toBe(0)
  const database = join(station.workspace, 'station.sqlite')
  truncateSync(database, statSync(database).size - 100)
  const again = await startStation(station.workspace)
  try {
    await page.goto(again.address)
    await expect(page.getByTestId('damage-report')).toContainText('provable by signature')
    await expect(page.getByTestId('damage')).toContainText('STOP')
    await expect(page.locator('.tone-ok')).toHaveCount(0)
    expect(await violationsOn(page)).toEqual([])
    await page.getByTestId('trace-text').fill('https://id.gs1.org/01/09506000134352/21/AAABBBCCCDDDEEE')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('trace-answer')).toBeVisible()
    await page.getByTestId('language').click()
    await expect(page.getByTestId('damage')).toContainText('数据库已损坏')
  } finally {
    // The page goes first: one whose station ends under it says so.
    await page.close()
    await again.end()
  }
})
