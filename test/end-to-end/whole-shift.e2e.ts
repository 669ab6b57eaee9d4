import type { Page } from '@playwright/test'
import { signIn, type } from './person.ts'
import { picture } from './picture.ts'
import { expect, test } from './running-station.ts'

const state = (page: Page) => page.getByTestId('state')

async function says(page: Page, kind: string): Promise<void> {
  await expect(state(page)).toHaveAttribute('data-state', kind)
}

/** Goods n of the practice bar under the scanner, then, when it is out, their label. */
async function labelUnit(page: Page, goods: number): Promise<void> {
  await page.keyboard.press(`Alt+${goods}`)
  await says(page, 'accepted')
  await expect(page.getByTestId('label')).toHaveAttribute('data-state', 'printed')
  await page.keyboard.press('Alt+l')
  await expect(page.getByTestId('label')).toHaveAttribute('data-state', 'verified')
}

for (const language of ['en', 'zh-CN'] as const) {
  test(`ten units, a case, the seal and the sync, by keyboard alone (${language})`, async ({
    page,
    station,
  }) => {
    test.setTimeout(240_000)
    await page.goto(station.address)
    await expect(page.getByTestId('badge')).toBeFocused()
    if (language === 'zh-CN') await page.getByTestId('language').click()
    await page.getByTestId('badge').focus()
    await picture(page, `${language}-01-sign-in`)
    await signIn(page, 'OP-0007', '2468')
    await says(page, 'ready')
    await picture(page, `${language}-02-ready`)

    await page.keyboard.press('Alt+1')
    await says(page, 'accepted')
    await expect(page.getByTestId('label')).toHaveAttribute('data-state', 'printed')
    await picture(page, `${language}-03-accepted`)
    await page.keyboard.press('Alt+l')
    await expect(page.getByTestId('label')).toHaveAttribute('data-state', 'verified')
    await picture(page, `${language}-04-verified`)

    await page.keyboard.press('F11')
    await expect(page.getByTestId('case')).toBeVisible()
    for (let unit = 2; unit <= 7; unit++) await labelUnit(page, 1)
    await picture(page, `${language}-05-case-full`)
    await page.keyboard.press('F11')
    await expect(page.getByTestId('label')).toHaveAttribute('data-state', 'printed')
    await picture(page, `${language}-06-case-label`)
    await page.keyboard.press('Alt+l')
    await expect(page.getByTestId('label')).toHaveAttribute('data-state', 'verified')

    await page.keyboard.press('Alt+2')
    await says(page, 'pick-lot')
    await picture(page, `${language}-07-pick-lot`)
    await page.keyboard.press('1')
    await page.keyboard.press('Enter')
    await says(page, 'accepted')
    await expect(page.getByTestId('label')).toHaveAttribute('data-state', 'printed')

    // Other goods while a label is out: the costliest mistake there is.
    await page.keyboard.press('Alt+1')
    await says(page, 'stop')
    await picture(page, `${language}-08-stop`)
    await page.keyboard.press('Escape')
    await says(page, 'ready')
    await page.keyboard.press('Alt+2')
    await says(page, 'accepted')
    await page.keyboard.press('Alt+l')
    await expect(page.getByTestId('label')).toHaveAttribute('data-state', 'verified')
    for (let unit = 9; unit <= 10; unit++) await labelUnit(page, 2)
    await expect(page.getByTestId('line-count')).toContainText('3')

    await page.keyboard.press('F2')
    await expect(page.getByTestId('labels-go')).toBeVisible()
    await picture(page, `${language}-09-labels`)
    const serial = await page.locator('text=/B7Q[0-9A-HJKMNP-TV-Z]{12}/').first().textContent()
    await page.keyboard.press('F3')
    await picture(page, `${language}-10-devices`)
    await page.keyboard.press('F4')
    await expect(page.getByTestId('close-shift')).toBeVisible()
    await picture(page, `${language}-11-shift`)
    await page.keyboard.press('Alt+c')
    await expect(page.getByTestId('confirm')).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('shift-end')).toBeVisible()
    await picture(page, `${language}-12-shift-closed`)
    await page.keyboard.press('Alt+s')
    await expect(page.getByTestId('seal-badge')).toBeFocused()
    await type(page, 'SUP-0001')
    await page.keyboard.press('Enter')
    await type(page, '135790')
    await picture(page, `${language}-13-seal`)
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('batch')).toHaveAttribute('data-state', 'sealed')
    await page.keyboard.press('Alt+y')
    await expect(page.getByTestId('batch')).toHaveAttribute('data-state', 'receipted', { timeout: 60_000 })
    await picture(page, `${language}-14-synced`)

    await signIn(page, 'OP-0007', '2468')
    await says(page, 'ready')
    await page.keyboard.press('F6')
    await page.getByTestId('trace-text').fill(/B7Q[0-9A-Z]{12}/.exec(serial ?? '')?.[0] ?? '')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('trace-answer')).toBeVisible()
    await picture(page, `${language}-15-trace`)
  })
}
