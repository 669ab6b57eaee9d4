import Sqlite from 'better-sqlite3'
import { workspaceFiles } from '../../main/workspace/workspace.ts'
import { picture } from './picture.ts'
import { expect, test } from './running-station.ts'

/** What another station of the warehouse wrote at once, as it is heard: it takes the rule out. */
function hearRemoval(workspace: string, place: string): void {
  const db = new Sqlite(workspaceFiles(workspace).database)
  try {
    const draft = db.prepare<[], string>('SELECT draft FROM draft_word').pluck().get()
    const at = '2026-11-01T09:00:00.000+08:00'
    const word = { draft, place, n: 1, over: [], by: 'SUP-0001', at, value: { do: 'remove', on: null } }
    db.prepare('INSERT INTO draft_word (draft, place, kid, n, json) VALUES (?, ?, ?, 1, ?)').run(
      ...[draft, place, 'ab'.repeat(32), JSON.stringify(word)],
    )
  } finally {
    db.close()
  }
}

test('a rule draft is begun, changed by forms, discarded and taken back, and handed over to approval', async ({
  station,
  page,
}) => {
  await page.setViewportSize({ width: 1024, height: 600 })
  await page.goto(station.address)
  await page.getByTestId('badge').fill('OP-0007')
  await page.getByTestId('passcode').fill('2468')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('practice-goods-1')).toBeVisible()
  await page.keyboard.press('F5')
  await expect(page.getByTestId('control-rules')).toBeVisible()
  await page.keyboard.press('Alt+Digit4')
  await expect(page.getByTestId('standing-v2')).toHaveText('In force')
  await page.keyboard.press('Alt+KeyN')
  await page.getByTestId('draft-title').fill('Autumn')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('draft-Autumn')).toHaveText('Being written')

  // An AQL that the standard does not print: kept, and said at once.
  await page.getByTestId('edit-rule').selectOption('ingredients/IN-cereal')
  await page.getByTestId('field-aql').fill('0.66')
  await picture(page, 'drafts-1-form')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('draft-problems')).toContainText('/ingredients/1/aql')
  await expect(page.getByTestId('change-IN-cereal')).toContainText('0.66')
  await page.getByTestId('edit-rule').selectOption('ingredients/IN-cereal')
  await page.getByTestId('field-aql').fill('0.40')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('draft-problems')).not.toContainText('/ingredients/1/aql')

  hearRemoval(station.workspace, 'ingredients/IN-cereal')
  await page.getByTestId('add-whitelist').click()
  await page.getByTestId('rule-id').fill('WL-2026-050')
  await page.getByTestId('scope-brand').fill('Koala Meadow')
  await page.getByTestId('field-from').fill('2026-11-01')
  await page.getByTestId('field-until').fill('2099-12-31')
  await page.getByTestId('field-reason').fill('Serialised by the maker')
  await page.getByTestId('field-approvedBy').fill('SUP-0001, ADM-0001')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('change-WL-2026-050')).toContainText('New')
  await expect(page.getByTestId('conflict-IN-cereal')).toContainText('Lin Yue')
  await picture(page, 'drafts-2-draft')
  await page.getByTestId('choose-IN-cereal-1').click()
  await expect(page.getByTestId('conflict-IN-cereal')).toHaveCount(0)
  await page.keyboard.press('Alt+KeyD')
  await expect(page.getByTestId('dry-run-sum')).toContainText('lines would be decided otherwise')
  await page.getByTestId('edit-set').click()
  await page.getByTestId('set-validFrom').fill('2025-02-30')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('draft-problems')).toContainText('/validFrom')
  await page.getByTestId('edit-set').click()
  await page.getByTestId('set-validFrom').fill('2025-02-01')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('draft-problems')).not.toContainText('/validFrom')
  await expect(page.getByTestId('chosen-draft')).toContainText('from 2025-02-01')
  await page.getByTestId('discard-draft').click()
  await expect(page.getByTestId('draft-Autumn')).toHaveText('Discarded')
  await page.getByTestId('reopen-draft').click()
  await expect(page.getByTestId('draft-Autumn')).toHaveText('Being written')
  await page.getByTestId('language').click()
  await expect(page.getByTestId('draft-Autumn')).toHaveText('编写中')
  await picture(page, 'drafts-3-chinese')
  await page.keyboard.press('Alt+KeyG')
  await expect(page.getByTestId('standing-v3')).toHaveText('草案')
})
