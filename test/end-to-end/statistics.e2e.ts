import { readFileSync } from 'node:fs'
import { signIn } from './person.ts'
import { picture } from './picture.ts'
import { expect, test } from './running-station.ts'

test('a labeled unit is among the figures of the day: drawn, as a table and as a file, by keyboard alone', async ({
  page,
  station,
}) => {
  await page.setViewportSize({ width: 1024, height: 600 })
  await page.goto(station.address)
  await signIn(page)
  await expect(page.getByTestId('practice-goods-1')).toBeVisible()
  await page.keyboard.press('Alt+1')
  await expect(page.getByTestId('label')).toHaveAttribute('data-state', 'printed', { timeout: 60_000 })
  await page.keyboard.press('Alt+l')
  await expect(page.getByTestId('label')).toHaveAttribute('data-state', 'verified', { timeout: 60_000 })

  await page.keyboard.press('F5')
  await page.keyboard.press('Alt+6')
  await expect(page.getByTestId('plot-volumes').locator('svg.plot')).toBeVisible()
  await page.getByTestId('statistics-range-week').focus()
  await page.keyboard.press('ArrowLeft')
  await expect(page.getByTestId('statistics-counted')).not.toContainText(' to ')
  await picture(page, 'en-statistics-1024x600')
  await page.getByTestId('numbers-volumes').focus()
  await page.keyboard.press('Enter')
  const sum = page.getByTestId('plot-volumes').locator('tbody tr').last()
  // Planned, received, labeled.
  await expect(sum.locator('td').nth(1)).toHaveText('1')
  await expect(sum.locator('td').nth(2)).toHaveText('1')

  await page.getByTestId('statistics-by').selectOption('operator')
  await expect(page.getByTestId('statistics-apart')).toContainText('They prove nothing about a person')
  const saving = page.waitForEvent('download')
  await page.getByTestId('statistics-csv').focus()
  await page.keyboard.press('Enter')
  const saved = readFileSync(await (await saving).path(), 'utf8')
  expect(saved).toMatch(/^\uFEFFrow,operator,planned,received,labeled,/)

  await page.getByTestId('statistics-range-own').check()
  await page.getByTestId('statistics-from').fill('2026-02-02')
  await page.getByTestId('statistics-to').fill('2026-02-01')
  await page.getByTestId('statistics-count').click()
  await expect(page.getByTestId('statistics-problem')).toContainText('the first day comes first')
  await page.getByTestId('language').click()
  await picture(page, 'zh-statistics-own-1024x600')
})
