import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { picture } from './picture.ts'
import { expect, test } from './running-station.ts'

const shipped = resolve(import.meta.dirname, '../../fixtures/rules/training.json')

interface RulesFile {
  version: number
  categories: { category: string; trace: string }[]
  whitelist: object[]
}

/** The rules of training as somebody would change them: honey is exempt, a maker is trusted, a pilot is taken out. */
function draft(file: string): string {
  const rules = JSON.parse(readFileSync(shipped, 'utf8')) as RulesFile
  rules.version += 1
  for (const rule of rules.categories) if (rule.category === 'honey') rule.trace = 'exempt'
  rules.whitelist.pop()
  rules.whitelist.push({
    id: 'WL-2026-033',
    scope: { brand: 'Koala Meadow' },
    from: '2026-11-01',
    until: '2099-12-31',
    reason: 'Serialised by the maker under its own programme',
    approvedBy: ['SUP-0001', 'ADM-0001'],
  })
  writeFileSync(file, JSON.stringify(rules))
  return file
}

async function approve(page: Page, badge: string, passcode: string): Promise<void> {
  await page.getByTestId('seal-badge').fill(badge)
  await page.getByTestId('seal-passcode').fill(passcode)
  await page.keyboard.press('Enter')
}

test('a rule set is brought, looked at, tried on past days, and counts once a second person has approved it', async ({
  station,
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.goto(station.address)
  await page.getByTestId('badge').fill('OP-0007')
  await page.getByTestId('passcode').fill('2468')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('practice-goods-1')).toBeVisible()
  await page.keyboard.press('F5')
  await expect(page.getByTestId('control-rules')).toBeVisible()
  await page.keyboard.press('Alt+Digit4')
  await expect(page.getByTestId('standing-v2')).toHaveText('In force')
  await page.getByTestId('rules-search').fill('honey')
  await expect(page.getByTestId('rules-words')).toContainText('“honey”')
  await picture(page, 'rules-1-in-force')

  const chooser = page.waitForEvent('filechooser')
  await page.keyboard.press('Alt+KeyI')
  await (await chooser).setFiles(draft(join(station.workspace, 'draft.json')))
  await expect(page.getByTestId('standing-v3')).toHaveText('Draft')
  await expect(page.getByTestId('change-WL-2026-033')).toContainText('New')
  await expect(page.getByTestId('change-honey')).toContainText('Changed')
  await picture(page, 'rules-2-draft')
  await page.keyboard.press('Alt+KeyD')
  await expect(page.getByTestId('dry-run-sum')).toContainText('lines would be decided otherwise')
  await page.setViewportSize({ width: 1024, height: 600 })
  await page.getByTestId('dry-run-sum').scrollIntoViewIfNeeded()
  await picture(page, 'rules-3-dry-run')

  await page.keyboard.press('Alt+KeyG')
  await expect(page.getByTestId('rules-day')).toBeVisible()
  await picture(page, 'rules-4-approve')
  await approve(page, 'SUP-0001', '135790')
  await expect(page.getByTestId('standing-v3')).toHaveText('One approval of two')
  await expect(page.getByTestId('place-1')).toContainText('Lin Yue')
  await page.keyboard.press('Alt+KeyG')
  await approve(page, 'SUP-0001', '135790')
  await expect(page.getByRole('alert')).toContainText('the same person does not count twice')
  await approve(page, 'ADM-0001', '975310')
  await expect(page.getByTestId('standing-v3')).toHaveText('In force')
  await expect(page.getByTestId('standing-v2')).toHaveText('Was in force')
  await expect(page.getByTestId('place-2')).toContainText('Zhao Qing')
  await page.getByTestId('language').click()
  await expect(page.getByTestId('standing-v3')).toHaveText('现行')
  await picture(page, 'rules-5-chinese')
})
