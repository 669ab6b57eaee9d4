import { picture } from './picture.ts'
import { expect, test } from './running-station.ts'

const product = (gtin: string, name: string, category = 'toys') => `${gtin},${name},${category},9503009000,AU`
const csv = (...rows: string[]) => ({
  name: 'goods.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(['gtin,name_en,category,hs_code,country', ...rows].join('\n')),
})

test('goods are looked up by name and number; a file is looked at first, and taken by a supervisor', async ({
  station,
  page,
}) => {
  await page.goto(station.address)
  await page.getByTestId('badge').fill('OP-0007')
  await page.getByTestId('passcode').fill('2468')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('person')).toBeVisible()
  await page.keyboard.press('F5')
  await page.keyboard.press('Alt+Digit5')
  await expect(page.getByTestId('catalogue-local-products')).toHaveText('20')
  await page.getByTestId('goods-search').fill('koala')
  await expect(page.getByTestId('product-gtin')).toHaveText('09506000110011')
  await expect(page.getByTestId('product-card')).toContainText('FE-2025-0147')
  await picture(page, 'goods-data-1280x800')

  const choose = async (file: ReturnType<typeof csv>) => {
    const chooser = page.waitForEvent('filechooser')
    await page.getByTestId('goods-file').click()
    await (await chooser).setFiles(file)
  }
  await choose(csv(product('9506000110012', 'Wrong'), product('9.5E+12', 'Lost')))
  await expect(page.getByTestId('goods-problems').locator('tbody tr')).toHaveCount(2)
  await picture(page, 'goods-problems-1280x800')
  await page.keyboard.press('Escape')

  await choose(csv(product('9506000110011', 'A bear'), product('9506000990019', 'A new bear')))
  await expect(page.getByTestId('goods-changes')).toContainText('A new bear')
  await picture(page, 'goods-changes-1280x800')
  await expect(page.getByTestId('goods-changes')).toContainText('Name (en)')
  await page.getByTestId('seal-badge').fill('OP-0007')
  await page.getByTestId('seal-passcode').fill('2468')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('Chen Jie')
  await page.getByTestId('seal-badge').fill('SUP-0001')
  await page.getByTestId('seal-passcode').fill('135790')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('catalogue-local-products')).toHaveText('21')
  await page.getByTestId('goods-search').fill('9506000990019')
  await expect(page.getByTestId('product-card')).toContainText('A new bear')

  await page.getByTestId('language').click()
  await page.setViewportSize({ width: 1024, height: 600 })
  await page.getByTestId('goods-search').fill('白鹭')
  await expect(page.getByTestId('product-card')).toContainText('白鹭')
  await picture(page, 'goods-data-zh-1024x600')
})
