import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { picture } from './picture.ts'
import { expect, test } from './running-station.ts'

const shipped = resolve(import.meta.dirname, '../../core/label/template/shipped/unit-60x40-1.json')

type Element = Record<string, unknown> & { id: string }
interface Document {
  version: number
  elements: Element[]
}

/** The unit label that is shipped, changed as somebody would change it. */
function changed(file: string, version: number, change: (element: Element) => Element): string {
  const document = JSON.parse(readFileSync(shipped, 'utf8')) as Document
  const elements = document.elements.map(change)
  writeFileSync(file, JSON.stringify({ ...document, version, elements }))
  return file
}

async function bring(page: Page, file: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await page.keyboard.press('Alt+KeyI')
  await (await chooser).setFiles(file)
}

test('a template is brought, refused where it does not fit, approved by a supervisor beside the one in force, and printed by', async ({
  station,
  page,
}) => {
  const folder = station.workspace
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.goto(station.address)
  await page.getByTestId('badge').fill('OP-0007')
  await page.getByTestId('passcode').fill('2468')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('practice-goods-1')).toBeVisible()
  await page.keyboard.press('F7')
  await expect(page.getByTestId('standing-unit-60x40/1')).toHaveText('In force')
  await picture(page, 'templates-1-list')

  const tight = changed(join(folder, 'tight.json'), 3, (element) =>
    element.id === 'serial' ? { ...element, width: 6 } : element,
  )
  await bring(page, tight)
  await expect(page.getByTestId('template-refusal')).toContainText('serial')
  await picture(page, 'templates-2-refused')
  await page.keyboard.press('Escape')

  const other = changed(join(folder, 'other.json'), 3, (element) =>
    element.id === 'gtin-caption' ? { ...element, text: 'G' } : element,
  )
  await bring(page, other)
  await expect(page.getByTestId('standing-unit-60x40/3')).toHaveText('Waits for approval')
  await expect(page.getByTestId('template-facts')).toContainText('Chen Jie')

  await page.keyboard.press('Alt+KeyG')
  await expect(page.getByTestId('template-compare').locator('img')).toHaveCount(3)
  await page.getByTestId('seal-badge').fill('OP-0012')
  await page.getByTestId('seal-passcode').fill('1357')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('a supervisor or administrator does')
  await page.getByTestId('seal-badge').fill('SUP-0001')
  await page.getByTestId('seal-passcode').fill('135790')
  await page.setViewportSize({ width: 1024, height: 600 })
  await picture(page, 'templates-3-approve')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('standing-unit-60x40/3')).toHaveText('In force')
  await expect(page.getByTestId('template-facts')).toContainText('Approved by Lin Yue')

  // Locked: the same name and version with other bytes is refused for good.
  await bring(
    page,
    changed(join(folder, 'again.json'), 3, (element) => element),
  )
  await expect(page.getByTestId('template-refusal')).toContainText('locked')
  await page.keyboard.press('Escape')

  await page.keyboard.press('F1')
  await page.getByTestId('practice-goods-1').click()
  await expect(page.getByTestId('state')).toHaveAttribute('data-state', 'accepted')
  await page.keyboard.press('F7')
  await page.getByTestId('standing-unit-60x40/1').click()
  await picture(page, 'templates-4-approved')
  await page.getByTestId('retire-template').click()
  await page.getByTestId('retire-reason').fill('The caption says GTIN, which our customers do not know.')
  await page.getByTestId('seal-badge').fill('SUP-0001')
  await page.getByTestId('seal-passcode').fill('135790')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('standing-unit-60x40/1')).toHaveText('Retired')

  await page.getByTestId('label-language').selectOption('ja')
  await expect(page.getByRole('dialog').getByTestId('fixed-words')).toContainText(
    'unit-60x40/3, case-100x150/1',
  )
  await picture(page, 'templates-5-language')
  await page.getByTestId('seal-badge').fill('SUP-0001')
  await page.getByTestId('seal-passcode').fill('135790')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('label-language')).toHaveValue('ja')
  await page.getByTestId('language').click()
  await expect(page.getByTestId('standing-unit-60x40/1')).toHaveText('已停用')
  await picture(page, 'templates-6-chinese')
})
