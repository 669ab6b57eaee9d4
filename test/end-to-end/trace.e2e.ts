import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { signIn, type } from './person.ts'
import { expect, test } from './running-station.ts'

const pictures = resolve(import.meta.dirname, '../../test-results/pictures')

/** A picture for people to look at, and axe's opinion of it. */
async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true })
  await page.screenshot({ path: join(pictures, `${name}.png`) })
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(' ')}`)).toEqual([])
}

/** A new question in the text field, by keyboard. */
async function ask(page: Page, text: string): Promise<void> {
  await page.keyboard.press('F1')
  await expect(page.getByTestId('trace-text')).toHaveCount(0)
  await page.keyboard.press('F6')
  await expect(page.getByTestId('trace-text')).toBeFocused()
  // At a person's pace: what comes quicker is a scanner's, and so is what follows at once.
  await type(page, text)
  await page.keyboard.press('Enter')
}

for (const language of ['en', 'zh-CN'] as const) {
  test(`records are looked up by lot, notice and operator, by keyboard alone (${language})`, async ({
    page,
    station,
  }) => {
    test.setTimeout(240_000)
    await page.goto(station.address)
    await expect(page.getByTestId('badge')).toBeFocused()
    if (language === 'zh-CN') await page.getByTestId('language').click()
    await page.getByTestId('badge').focus()
    await signIn(page)
    await expect(page.getByTestId('state')).toHaveAttribute('data-state', 'ready')
    // The goods to practise with come a moment after the screen.
    await expect(page.getByTestId('practice-goods-1')).toBeVisible()
    for (let unit = 0; unit < 2; unit++) {
      await page.keyboard.press('Alt+1')
      await expect(page.getByTestId('label')).toHaveAttribute('data-state', 'printed')
      await page.keyboard.press('Alt+l')
      await expect(page.getByTestId('label')).toHaveAttribute('data-state', 'verified')
    }

    await page.keyboard.press('F6')
    await picture(page, `${language}-trace-1-empty`)
    await ask(page, 'ASN-2026-1122-01')
    const rows = page.getByTestId('found').getByRole('button')
    await expect(page.getByTestId('found')).toBeVisible()
    await picture(page, `${language}-trace-2-notice`)

    const lot = (await page.locator('.found-about').first().textContent())?.split(' ').at(-1) ?? ''
    await ask(page, lot)
    // Two goods scans and two labels of one lot.
    await expect(rows).toHaveCount(4)
    await page.keyboard.press('ArrowDown')
    await expect(rows.first()).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('trace-answer')).toBeVisible()
    await expect(page.locator('.timeline li')).toHaveCount(2)
    await picture(page, `${language}-trace-3-lot-and-timeline`)

    await ask(page, 'NO-SUCH-LOT')
    await expect(page.getByTestId('standing')).toBeVisible()
    await picture(page, `${language}-trace-4-none`)

    // By operator alone; the filters are reached with Tab.
    await page.getByTestId('trace-text').fill('')
    await page.keyboard.press('Tab')
    await type(page, 'OP-0007')
    await page.keyboard.press('Enter')
    await expect(rows.nth(4)).toBeVisible()
    await picture(page, `${language}-trace-5-operator`)
  })
}
