import type { Page } from '@playwright/test'
import { signIn } from './person.ts'
import { picture } from './picture.ts'
import { expect, test } from './running-station.ts'
import { expectWhole } from './whole-in-view.ts'

const label = (page: Page) => page.getByTestId('label')

async function ready(page: Page): Promise<void> {
  await signIn(page)
  await expect(page.getByTestId('practice-goods-1')).toBeVisible()
}

/** The label that comes out next is scanned back. */
async function scanBack(page: Page): Promise<void> {
  await expect(label(page)).toHaveAttribute('data-state', 'printed')
  await page.keyboard.press('Alt+l')
  await expect(label(page)).toHaveAttribute('data-state', 'verified')
}

async function unit(page: Page): Promise<void> {
  await page.keyboard.press('Alt+1')
  await scanBack(page)
}

/** A choice of the question for cases and pallets, by the number that stands before it. */
async function choose(page: Page, act: string): Promise<void> {
  await page.keyboard.press('F8')
  const row = page.locator('.number-row', { has: page.locator(`[data-act="${act}"]`) })
  await expect(row).toBeVisible()
  await page.keyboard.press((await row.locator('kbd').textContent()) ?? '')
  await expect(row).toBeFocused()
  await page.keyboard.press('Enter')
}

const sizes = [
  { language: 'en', width: 1280, height: 800 },
  { language: 'zh-CN', width: 1024, height: 600 },
] as const

for (const { language, width, height } of sizes) {
  test(`two cases, a pallet of them, and one taken apart again (${language}, ${width}×${height})`, async ({
    page,
    station,
  }) => {
    test.setTimeout(240_000)
    const shot = (name: string) => picture(page, `packing-${language}-${name}`)
    await page.setViewportSize({ width, height })
    await page.goto(station.address)
    await expect(page.getByTestId('badge')).toBeFocused()
    if (language === 'zh-CN') await page.getByTestId('language').click()
    await page.getByTestId('badge').focus()
    await ready(page)
    await unit(page)

    await choose(page, 'open-pallet')
    await expect(page.getByTestId('quantity')).toHaveText('40')
    await shot('01-capacity')
    await page.keyboard.press('2')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('open-pallet')).toBeVisible()

    await page.keyboard.press('F11')
    await expect(page.getByTestId('open-case')).toBeVisible()
    for (let n = 0; n < 3; n++) await unit(page)
    await expect(page.locator('[data-testid="open-case"] .is-filled')).toHaveCount(3)
    await expectWhole(page.getByTestId('open-pallet'))
    await shot('02-case-and-pallet')

    await choose(page, 'take-out-open')
    await expect(page.getByTestId('taking')).toBeVisible()
    await shot('03-taking')
    await page.getByTestId('taking-over').click()
    await expect(page.getByTestId('taking')).toBeHidden()

    await page.keyboard.press('F11')
    await scanBack(page)
    await expect(page.locator('[data-testid="open-pallet"] .is-filled')).toHaveCount(1)
    await choose(page, 'mixed-entry')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('open-case')).toBeVisible()
    await unit(page)
    await page.keyboard.press('F11')
    await scanBack(page)
    await expect(page.locator('[data-testid="open-pallet"] .is-filled')).toHaveCount(2)

    await choose(page, 'close-pallet')
    await scanBack(page)
    await expect(page.getByTestId('open-pallet')).toBeHidden()

    await page.keyboard.press('F8')
    const rows = page.locator('.carrier-row')
    /** Keys are numbers of reasons only once the question for one is there. */
    const unpack = async () => {
      await page.getByTestId('unpack-one').click()
      await expect(rows).toHaveCount(0)
    }
    await expect(rows).toHaveCount(3)
    await rows.first().click()
    await expect(page.getByTestId('carrier-inside').locator('.goods-list li')).toHaveCount(1)
    await shot('04-closed')
    await unpack()
    await page.keyboard.press('1')
    await page.keyboard.press('Enter')
    await shot('05-why')
    await page.keyboard.press('Enter')
    await expect(page.locator('.recent')).toContainText(language === 'en' ? 'taken apart' : '已拆托')
    await page.keyboard.press('F8')
    await rows.nth(1).click()
    await expect(page.getByTestId('carrier-inside').locator('.goods-list li')).not.toHaveCount(0)
    await unpack()
    await page.keyboard.press('2')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await expect(page.locator('.recent')).toContainText(language === 'en' ? '1 unit(s) are out' : '取出 1 件')

    await page.keyboard.press('F8')
    await expect(page.locator('.badge-carrier-emptied')).toHaveCount(2)
    // The case that is still whole.
    const sscc = (await rows.last().locator('code').textContent()) ?? ''
    await page.keyboard.press('Escape')
    await expect(rows).toHaveCount(0)
    await page.keyboard.press('F6')
    await expect(page.getByTestId('trace-text')).toBeFocused()
    await page.getByTestId('trace-text').fill(sscc)
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('trace-inside')).toBeVisible()
    await expect(page.getByTestId('trace-inside').locator('code')).toHaveCount(3)
    await shot('06-trace')
  })
}
