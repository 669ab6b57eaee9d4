import { picture } from './picture.ts'
import { expect, test } from './running-station.ts'

test('labels are found, looked at and followed by keyboard alone; a supervisor changes their order', async ({
  page,
  station,
}) => {
  test.setTimeout(240_000)
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.goto(station.address)
  await expect(page.getByTestId('badge')).toBeFocused()
  for (const typed of ['OP-0007', '2468']) {
    await page.keyboard.type(typed, { delay: 80 })
    await page.keyboard.press('Enter')
  }
  await expect(page.getByTestId('state')).toHaveAttribute('data-state', 'ready')
  await expect(page.getByTestId('practice-goods-1')).toBeVisible()
  await page.keyboard.press('F2')
  await expect(page.getByTestId('labels-none')).toBeVisible()
  await picture(page, 'en-labels-1-empty')
  await page.keyboard.press('F1')
  await page.keyboard.press('Alt+1')
  await expect(page.getByTestId('label')).toHaveAttribute('data-state', 'printed', { timeout: 60_000 })
  await page.keyboard.press('Alt+l')
  await expect(page.getByTestId('label')).toHaveAttribute('data-state', 'verified', { timeout: 60_000 })
  await page.keyboard.press('Alt+1')
  await expect(page.getByTestId('label')).toHaveAttribute('data-state', 'printed', { timeout: 60_000 })

  await page.keyboard.press('F2')
  await expect(page.locator('.label-row')).toHaveCount(2)
  await expect(page.getByTestId('labels-text')).toBeFocused()
  const serial = (await page.locator('.label-row code').last().textContent()) ?? ''
  await page.keyboard.type(serial.slice(-6), { delay: 80 })
  await page.keyboard.press('Enter')
  await expect(page.locator('.label-row')).toHaveCount(1)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('label-detail')).toContainText('Chen Jie')
  await expect(page.locator('img.label-picture')).toBeVisible()
  await picture(page, 'en-labels-2-found')

  await page.getByTestId('labels-text').fill('')
  await page.getByTestId('labels-more-fields').click()
  await page.getByTestId('labels-printer').fill('no such printer')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('labels-none')).toBeVisible()
  await picture(page, 'en-labels-3-none')
  await page.getByTestId('labels-clear').click()
  await expect(page.locator('.label-row')).toHaveCount(2)
  await picture(page, 'en-labels-4-fields')

  await page.getByTestId('change-order').click()
  await page.getByTestId('seal-badge').fill('SUP-0001')
  await page.getByTestId('seal-passcode').fill('135790')
  await picture(page, 'en-labels-5-order')
  await page.getByTestId('confirm').click()
  await expect(page.getByTestId('label-order')).toHaveAttribute('data-order', 'strict')
  await page.getByTestId('filter-stops').click()
  await picture(page, 'en-labels-6-no-stops')
  await page.getByTestId('filter-all').click()
  await page.getByTestId('language').click()
  await page.setViewportSize({ width: 1024, height: 600 })
  await expect(page.locator('.label-row')).toHaveCount(2)
  await page.locator('.label-row').last().click()
  await expect(page.locator('img.label-picture')).toBeVisible()
  await picture(page, 'zh-CN-labels-7-small')
  await page.close()
})
