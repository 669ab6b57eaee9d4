import { execFileSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { picture } from './picture.ts'
import { expect, test } from './running-station.ts'

const home = resolve(import.meta.dirname, '../..')

const signIn = async (page: Page, address: string) => {
  await page.goto(address)
  await page.getByTestId('badge').fill('OP-0007')
  await page.getByTestId('passcode').fill('2468')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('person')).toBeVisible()
  await page.keyboard.press('F4')
}

/** What a brand would send: its signed file, and the list of its pool. */
function makePool(workspace: string, count: number): { right: string; list: string } {
  const [right, list] = [join(workspace, '../pool.json'), join(workspace, '../pool.csv')]
  const made = ['--count', `${count}`, '--out', right, '--list-out', list, '--workspace', workspace]
  execFileSync(process.execPath, [join(home, 'bootstrap.mjs'), 'bondmark', 'serials', 'make-pool', ...made], {
    stdio: 'pipe',
  })
  return { right, list }
}

const choose = async (page: Page, files: readonly string[]) => {
  const asked = page.waitForEvent('filechooser')
  await page.getByTestId('choose-serials').click()
  await (await asked).setFiles([...files])
}

test('a supervisor imports a pool of a brand, and every screen says when little of it is left', async ({
  station,
  page,
}) => {
  const { right, list } = makePool(station.workspace, 40)
  await signIn(page, station.address)
  const card = page.getByTestId('serials')
  await expect(card.getByTestId('right')).toHaveCount(1)
  await card.scrollIntoViewIfNeeded()
  await picture(page, 'serials-card-1280x800')
  await page.keyboard.press('Alt+KeyR')
  await choose(page, [list])
  await expect(page.getByRole('alert')).toContainText('None of the files is what a brand signs')
  await choose(page, [right])
  await expect(page.getByTestId('chosen-serials')).toHaveText('pool.json')
  await page.getByTestId('seal-badge').fill('SUP-0001')
  await page.getByTestId('seal-passcode').fill('135790')
  await page.getByTestId('confirm').click()
  // The list is missing: said where the eyes are, and nothing is taken.
  await expect(page.getByRole('alert')).toContainText('comes with a list')
  await choose(page, [list, right])
  await expect(page.getByTestId('chosen-serials')).toHaveText('pool.json + pool.csv')
  await picture(page, 'serials-import-1280x800')
  await page.setViewportSize({ width: 1024, height: 600 })
  await picture(page, 'serials-import-1024x600')
  await page.getByTestId('seal-passcode').fill('135790')
  await page.getByTestId('confirm').click()
  await expect(page.getByTestId('serials-taken')).toContainText('40 serials of sample-brands were taken')
  await page.getByTestId('serials-done').click()
  await expect(card.getByTestId('right')).toHaveCount(2)
  await expect(card.getByTestId('right').first()).toContainText('40 left')
  await page.keyboard.press('F1')
  await expect(page.getByTestId('serials-strip')).toContainText('Only 40 serials of sample-brands are left')
  await picture(page, 'serials-strip-1024x600')
  await page.getByTestId('strip-serials').click()
  await page.getByTestId('language').click()
  await expect(card).toContainText('剩余 40')
  await card.scrollIntoViewIfNeeded()
  await picture(page, 'serials-card-zh-1024x600')
})

test('an operator may not import serials', async ({ station, page }) => {
  const { right, list } = makePool(station.workspace, 5)
  await signIn(page, station.address)
  await expect(page.getByTestId('serials').getByTestId('right')).toHaveCount(1)
  await page.keyboard.press('Alt+KeyR')
  await choose(page, [right, list])
  await page.getByTestId('seal-badge').fill('OP-0012')
  await page.getByTestId('seal-passcode').fill('1357')
  await page.getByTestId('confirm').click()
  await expect(page.getByRole('alert')).toContainText('is an operator')
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('serials').getByTestId('right')).toHaveCount(1)
})
