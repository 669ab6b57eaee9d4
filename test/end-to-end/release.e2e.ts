import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { picture } from './picture.ts'
import { expect, test } from './running-station.ts'
import { wedge } from './wedge.ts'

const sample = resolve(import.meta.dirname, '../../fixtures/inspections/inbound.csv')

/** Of the sample plan: a drink whose lot is sampled, and coffee that too many have sent back, each a notice of its own. */
function twoNotices(file: string): string {
  const [head = '', ...rows] = readFileSync(sample, 'utf8').trimEnd().split('\n')
  const of = (line: number) => rows[line - 1] ?? ''
  const coffee = of(3).replace('ASN-2026-1122-51', 'ASN-2026-1122-53')
  writeFileSync(file, [head, of(1), of(4), coffee, ''].join('\n'))
  return file
}

/** Sends the task to the sample agency, which answers at once. */
async function answer(page: Page, kind: string, with_: 'conformant' | 'one-too-many'): Promise<void> {
  await page.keyboard.press('Alt+Digit2')
  const row = page.getByRole('row', { name: kind }).first()
  await row.click()
  await expect(row).toHaveAttribute('aria-selected', 'true')
  // Where a lot is sampled, its units are taken first.
  if (kind === 'Ingredient') await page.getByTestId('take-samples').click()
  const button = page.getByTestId(`practise-${with_}`)
  await button.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('inspection-outcome')).toBeVisible()
  await page.keyboard.press('Alt+Digit1')
}

test('held goods go on once their inspection conforms, and otherwise only by a supervisor’s word, for good in amber', async ({
  station,
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.goto(station.address)
  await page.getByTestId('badge').fill('OP-0007')
  await page.getByTestId('passcode').fill('2468')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('practice-goods-1')).toBeVisible()
  await page.keyboard.press('F4')
  const chooser = page.waitForEvent('filechooser')
  await page.getByTestId('import-plan').focus()
  await page.keyboard.press('Enter')
  await (await chooser).setFiles(twoNotices(join(station.workspace, 'two.csv')))
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')

  await page.keyboard.press('F5')
  await expect(page.getByTestId('state-ASN-2026-1122-51')).toHaveText('Held')
  await expect(page.getByTestId('state-ASN-2026-1122-53')).toHaveText('Held')
  await page.getByRole('row', { name: 'ASN-2026-1122-53' }).click()
  await expect(page.getByTestId('inbound-detail')).toContainText('circulation inspection')
  await page.keyboard.press('Alt+KeyG')
  await expect(page.getByTestId('release-said')).toContainText('ASN-2026-1122-53 is not released')
  await picture(page, 'release-1-held')

  // The scan screen says in one sentence what they wait for.
  await page.keyboard.press('F1')
  await expect(page.getByTestId('practice-goods-1')).toBeVisible()
  await wedge(page, '0109506000410036172803311' + '0DK26J05')
  await expect(page.getByTestId('next')).toContainText('circulation inspection')
  await picture(page, 'release-2-stop')
  await page.keyboard.press('Escape')

  await page.keyboard.press('F5')
  await answer(page, 'Circulation', 'conformant')
  await expect(page.getByTestId('state-ASN-2026-1122-53')).toHaveText('Released')
  await page.getByRole('row', { name: 'ASN-2026-1122-53' }).click()
  await picture(page, 'release-3-released')

  await answer(page, 'Ingredient', 'one-too-many')
  await page.getByRole('row', { name: 'ASN-2026-1122-51' }).click()
  await expect(page.getByTestId('asn-state')).toHaveText('Held')
  await expect(page.getByTestId('inbound-detail')).toContainText('did not conform')
  await page.keyboard.press('Alt+KeyO')
  await expect(page.getByTestId('word-reason')).toBeFocused()
  await page.getByTestId('word-reason').fill('The buyer takes them as they are')
  await page.getByTestId('seal-badge').fill('SUP-0001')
  await page.getByTestId('seal-passcode').fill('135790')
  await page.setViewportSize({ width: 1024, height: 600 })
  await picture(page, 'release-4-override')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('asn-state')).toHaveText('Overridden')
  await expect(page.getByTestId('word-override')).toContainText('The buyer takes them')
  await picture(page, 'release-5-overridden')

  await page.keyboard.press('F1')
  await expect(page.getByTestId('practice-goods-1')).toBeVisible()
  await wedge(page, '0109506000410036172803311' + '0DK26J05')
  await expect(page.getByTestId('state')).toHaveAttribute('data-state', 'accepted')
})
