import { picture } from './picture.ts'
import { expect, test } from './running-station.ts'

test('a seal that differs stops receiving until a supervisor has stated what customs said, and an order of customs holds its goods', async ({
  station,
  page,
}) => {
  await page.goto(station.address)
  await page.getByTestId('badge').fill('OP-0007')
  await page.getByTestId('passcode').fill('2468')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('practice-goods-1')).toBeVisible()
  await page.keyboard.press('F5')
  await expect(page.getByTestId('control-bonded')).toBeVisible()
  await page.keyboard.press('Alt+3')
  await expect(page.getByTestId('bonded-item-1').first()).toBeVisible()
  await picture(page, 'bonded-1280x800')

  await page.getByTestId('arrival').click()
  await page.getByTestId('container').fill('BMKU2046319')
  await page.getByTestId('seal').fill('AU7718209')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('container')).toHaveCount(0)
  await page.getByTestId('arrival').click()
  await expect(page.getByTestId('seal-stops')).toBeVisible()
  await picture(page, 'bonded-arrival-1280x800')
  await page.getByTestId('settle').click()
  await page.getByTestId('said').fill('Customs put another seal on at the port')
  await page.getByTestId('document').fill('FZ-3')
  await page.getByTestId('seal-badge').fill('SUP-0001')
  await page.getByTestId('seal-passcode').fill('135790')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('said')).toHaveCount(0)

  await page.getByTestId('orders').click()
  await page.getByTestId('take-order').click()
  await page.getByTestId('order').fill('BK-2026-77')
  await page.getByTestId('order-line').fill('1')
  await page.getByTestId('deadline').fill('2026-11-30')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('order-BK-2026-77')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByTestId('language').click()
  await page.setViewportSize({ width: 1024, height: 600 })
  await expect(page.getByTestId('bonded-state')).toHaveText('暂扣')
  await picture(page, 'bonded-held-zh-1024x600')
  await page.getByTestId('bonded-destroy').click()
  await picture(page, 'bonded-destroy-zh-1024x600')
})
