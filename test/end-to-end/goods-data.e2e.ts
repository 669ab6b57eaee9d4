import type { Page } from '@playwright/test'
import type { Product } from '../../core/catalogue/rows.ts'
import { picture } from './picture.ts'
import { expect, test } from './running-station.ts'
import { makeSampleMember } from './sample-member.ts'

const MEMBER = 'koala-meadow'
const formula: Product = {
  ...{ gtin: '09506000110011', names: { en: 'Koala Meadow Formula' }, brand: 'Koala Meadow' },
  ...{ category: 'infant-formula', hsCode: '1901101000', country: 'AU' },
}

const product = (gtin: string, name: string, category = 'toys') => `${gtin},${name},${category},9503009000,AU`
const csv = (...rows: string[]) => ({
  name: 'goods.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(['gtin,name_en,category,hs_code,country', ...rows].join('\n')),
})

const bySupervisor = async (page: Page) => {
  await page.getByTestId('seal-badge').fill('SUP-0001')
  await page.getByTestId('seal-passcode').fill('135790')
  await page.keyboard.press('Enter')
}

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

  // Another member is believed of one brand, its version is applied, and it is believed no longer: by the supervisor's own key.
  const member = await makeSampleMember(station.workspace, test.info().outputDir, MEMBER, {
    products: [formula],
  })
  const bring = async (button: string, file: string) => {
    const chooser = page.waitForEvent('filechooser')
    await page.getByTestId(button).click()
    await (await chooser).setFiles(file)
  }
  await page.getByTestId('trust-publisher').click()
  await page.getByTestId('trust-member').fill(MEMBER)
  await bring('trust-list', member.list)
  await page.getByTestId('trust-brands').fill('Koala Meadow')
  await page.getByTestId('trust-of-figures').uncheck()
  await picture(page, 'goods-trust-1280x800')
  await bySupervisor(page)
  await expect(page.getByTestId(`publisher-${MEMBER}`)).toContainText('Koala Meadow')
  await bring('version-file', member.list)
  await bySupervisor(page)
  await expect(page.getByRole('alert')).toContainText('another kind of file')
  await bring('version-file', member.version)
  await bySupervisor(page)
  await expect(page.getByTestId('catalogue-published-products')).toHaveText('1')
  await picture(page, 'goods-publishers-1280x800')

  await page.getByTestId('language').click()
  await page.setViewportSize({ width: 1024, height: 600 })
  await page.getByTestId('goods-search').fill('白鹭')
  await expect(page.getByTestId('product-card')).toContainText('白鹭')
  await picture(page, 'goods-data-zh-1024x600')

  await page.getByTestId(`end-trust-${MEMBER}`).click()
  await page.getByTestId('end-trust-reason').fill('两次有误')
  await picture(page, 'goods-end-trust-zh-1024x600')
  await bySupervisor(page)
  await expect(page.getByTestId(`publisher-${MEMBER}`)).toBeHidden()
  await expect(page.getByTestId('catalogue-published-products')).toHaveText('0')
  await page.getByTestId('trust-publisher').click()
  await picture(page, 'goods-trust-zh-1024x600')
})
