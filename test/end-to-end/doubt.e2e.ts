import type { Page } from '@playwright/test'
import { signIn } from './person.ts'
import { picture } from './picture.ts'
import { expect, test } from './running-station.ts'
import { expectWhole } from './whole-in-view.ts'

const label = (page: Page) => page.getByTestId('label')
const doubt = (page: Page) => page.getByTestId('doubt')

async function ready(page: Page): Promise<void> {
  await signIn(page)
  await expect(page.getByTestId('state')).toHaveAttribute('data-state', 'ready')
  // The goods to practise with come a moment after the screen.
  await expect(page.getByTestId('practice-goods-1')).toBeVisible()
}

/** At the simulated printer, in the middle of the next label. */
async function strike(page: Page, fault: string): Promise<void> {
  await page.keyboard.press('F3')
  await page.getByTestId('fault-at-mid-label').check()
  await page.getByTestId(`fault-${fault}`).click()
  await expect(page.getByTestId('fault-now')).not.toContainText('No fault')
  await page.keyboard.press('F1')
}

async function mend(page: Page): Promise<void> {
  await page.keyboard.press('F3')
  await page.keyboard.press('Alt+m')
  await expect(page.getByTestId('fault-now')).toContainText('No fault')
  await page.keyboard.press('F1')
}

test('labels run out in mid-run: the torn one is voided by keyboard, the rest is printed and verified', async ({
  page,
  station,
}) => {
  test.setTimeout(240_000)
  await page.goto(station.address)
  await ready(page)
  await strike(page, 'media-out')
  await page.keyboard.press('Alt+1')
  await expect(doubt(page)).toBeVisible()
  await expect(doubt(page)).toContainText('ran out of labels')
  // No green over what is not done.
  await expect(page.getByTestId('state')).toHaveAttribute('data-state', 'doubt')
  await expect(page.getByTestId('device-strip')).toContainText('load a roll')
  const torn = await page.getByTestId('doubt-serial').textContent()
  await picture(page, 'en-40-doubt')

  // Three more units of the same goods: their labels wait behind the one in doubt.
  await page.keyboard.press('Alt+1')
  await expect(label(page)).toHaveAttribute('data-state', 'reserved')
  await page.keyboard.press('F2')
  await page.getByTestId('filter-doubt').click()
  await expect(page.locator('.label-row')).toHaveCount(1)
  await page.getByTestId('filter-waiting').click()
  await expect(page.locator('.label-row')).toHaveCount(1)
  await picture(page, 'en-41-labels-waiting')
  await page.keyboard.press('F1')

  // The smallest screen, with a device strip and practice: both ways are whole, under a STOP of other goods too.
  await page.setViewportSize({ width: 1024, height: 600 })
  const ways = page.locator('.doubt-ways > li')
  await expect(ways).toHaveCount(2)
  await expectWhole(ways)
  await picture(page, 'en-41-doubt-small')
  await page.keyboard.press('Alt+2')
  await expect(page.getByTestId('state')).toHaveAttribute('data-state', 'stop')
  await expectWhole(ways)
  await picture(page, 'en-41-doubt-stop-small')
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('state')).not.toHaveAttribute('data-state', 'stop')
  await page.setViewportSize({ width: 1280, height: 800 })
  // Back to the goods whose labels are out: they are in hand again, and nothing new is printed for them.
  await page.keyboard.press('Alt+1')
  await expect(page.getByTestId('line-count')).toBeAttached()

  await mend(page)
  await expect(doubt(page)).toBeVisible()
  await page.keyboard.press('F9')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('2')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await expect(doubt(page)).toBeHidden()
  await expect(page.getByTestId('practice-scan-label')).toContainText('(2)')
  await page.keyboard.press('Alt+l')
  await expect(page.getByTestId('practice-scan-label')).not.toContainText('(2)')
  await page.keyboard.press('Alt+l')
  await expect(page.getByTestId('practice-scan-label')).toContainText('No printed label')
  await expect(page.getByTestId('line-count')).toContainText('2')
  await page.keyboard.press('F2')
  await expect(page.locator('.badge-verified')).toHaveCount(2)
  await expect(page.locator('.badge-voided')).toHaveCount(1)
  await expect(page.locator('.label-row', { has: page.locator('.badge-voided') })).toContainText(
    torn?.slice(-6) ?? '?',
  )
})

test('a printer that never answers: the label is there, scanning it ends the doubt (zh-CN)', async ({
  page,
  station,
}) => {
  test.setTimeout(240_000)
  await page.setViewportSize({ width: 1024, height: 600 })
  await page.goto(station.address)
  await expect(page.getByTestId('badge')).toBeFocused()
  await ready(page)
  await strike(page, 'silent')
  await page.getByTestId('language').click()
  await page.keyboard.press('Alt+1')
  await expect(doubt(page)).toBeVisible({ timeout: 30_000 })
  await expectWhole(page.locator('.doubt-ways > li'))
  await picture(page, 'zh-CN-42-doubt-small')
  await page.keyboard.press('Alt+l')
  await expect(label(page)).toHaveAttribute('data-state', 'verified')
  await expect(doubt(page)).toBeHidden()
})
