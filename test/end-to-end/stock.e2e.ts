import type { Page } from '@playwright/test'
import { picture } from './picture.ts'
import { expect, test } from './running-station.ts'

const signIn = async (page: Page, address: string) => {
  await page.goto(address)
  await page.getByTestId('badge').fill('OP-0007')
  await page.getByTestId('passcode').fill('2468')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('person')).toBeVisible()
  await page.keyboard.press('F4')
  await expect(page.getByTestId('stock')).toContainText('No rolls or overlays')
}

const issue = async (page: Page, kind: string, roll: string, count: string) => {
  await page.keyboard.press('Alt+KeyI')
  await page.getByTestId(`kind-${kind}`).check()
  await page.getByTestId('roll').fill(roll)
  await page.getByTestId('count').fill(count)
}

test('a roll and its overlays are issued, counted with a difference that a supervisor confirms, and the shift is closed', async ({
  station,
  page,
}) => {
  await signIn(page, station.address)
  await issue(page, 'unit-label', 'R-4711', '1000')
  await page.getByTestId('process').selectOption('direct-thermal')
  await expect(page.getByTestId('shows-pin')).toBeVisible()
  await picture(page, 'stock-issue-1280x800')
  await page.getByTestId('process').selectOption('thermal-transfer')
  await page.getByTestId('confirm').click()
  await expect(page.getByTestId('stock')).toContainText('R-4711 is in')
  await issue(page, 'overlay', 'P-22', '1000')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('stock')).toContainText('1,000 left')

  await page.keyboard.press('Alt+KeyX')
  await page.getByTestId('count').fill('3')
  await page.getByTestId('witness').fill('Chen Wei')
  await picture(page, 'stock-destroy-1280x800')
  await page.getByTestId('confirm').click()
  await expect(page.getByTestId('stock')).toContainText('997 left')

  await page.keyboard.press('Alt+KeyC')
  await expect(page.getByTestId('stock-table')).toContainText('not counted')
  await picture(page, 'stock-close-1280x800')
  await page.getByTestId('count-now').click()
  await picture(page, 'stock-count-1280x800')
  await page.getByTestId('left').fill('995')
  await expect(page.getByTestId('difference')).toContainText('−2')
  await page.getByTestId('reason').selectOption('fed-blank')
  await page.getByTestId('voucher-badge').fill('SUP-0001')
  await page.getByTestId('voucher-passcode').fill('135790')
  await picture(page, 'stock-difference-1280x800')
  await page.setViewportSize({ width: 1024, height: 600 })
  await picture(page, 'stock-difference-1024x600')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('kind-overlay')).toBeChecked()
  await page.getByTestId('left').fill('1000')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('confirm')).toBeVisible()
  await page.getByTestId('confirm').click()
  await expect(page.getByTestId('shift-end')).toBeVisible()
})

test('a shift closed without a count says so, in both languages, and nothing of it is green', async ({
  station,
  page,
}) => {
  await page.setViewportSize({ width: 1024, height: 600 })
  await signIn(page, station.address)
  await issue(page, 'unit-label', 'R-1', '10')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('stock')).toContainText('not counted')
  await page.getByTestId('language').click()
  await expect(page.getByTestId('stock')).toContainText('未盘点')
  await expect(page.getByTestId('stock').locator('.tone-ok')).toHaveCount(0)
  await picture(page, 'stock-card-zh-1024x600')
  await page.keyboard.press('Alt+KeyC')
  await picture(page, 'stock-close-zh-1024x600')
  await page.getByTestId('close-uncounted').click()
  await expect(page.getByTestId('shift-end')).toBeVisible()
  await expect(page.getByText('未盘点')).toBeVisible()
})
