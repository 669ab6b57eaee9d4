import { createServer, type Socket } from 'node:net'
import type { Page } from '@playwright/test'
import { signIn } from './person.ts'
import { picture } from './picture.ts'
import { expect, test } from './running-station.ts'
import { wedge } from './wedge.ts'
import { expectWhole } from './whole-in-view.ts'

const row = (page: Page, kind: string) => page.getByTestId('device-row').filter({ hasText: kind })

async function ready(page: Page): Promise<void> {
  await signIn(page)
  await expect(page.getByTestId('state')).toHaveAttribute('data-state', 'ready')
}

/** A label printer of the network, as far as asking it what it is goes. */
async function networkPrinter() {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => {}).on('close', () => open.delete(socket))
    socket.on('data', (data) => {
      if (data.includes('~HI')) socket.write('\x02ZD421-203dpi,V93.21.20Z,8,8192KB\x03\r\n')
      if (data.includes('~HS'))
        socket.write(
          '\x02030,0,0,0320,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n',
        )
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a network printer has a port')
  return {
    port: address.port,
    close: () => {
      for (const socket of open) socket.destroy()
      return new Promise<void>((closed) => server.close(() => closed()))
    },
  }
}

test('devices are seen as they are, from every screen; faults come and are mended by keyboard', async ({
  page,
  station,
}) => {
  await page.goto(station.address)
  await ready(page)
  await page.keyboard.press('F3')
  await expect(row(page, 'Printer')).toHaveAttribute('data-ok', 'true')
  await expect(row(page, 'Printer')).toContainText('Seen')
  await picture(page, 'en-30-devices')

  await page.getByTestId('fault-media-out').focus()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('fault-now')).toContainText('Labels run out')
  await expect(page.getByTestId('device-row').first()).toContainText('load a roll')
  await picture(page, 'en-31-media-out')
  for (const screen of ['F1', 'F2', 'F4', 'F6']) {
    await page.keyboard.press(screen)
    await expect(page.getByTestId('device-strip')).toContainText('load a roll')
  }
  await page.keyboard.press('F3')
  await page.keyboard.press('Alt+m')
  await expect(row(page, 'Printer')).toHaveAttribute('data-ok', 'true')
  await page.getByTestId('scanner-fault-double-trigger').focus()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('scanner-fault-double-trigger')).toHaveAttribute('aria-pressed', 'true')
  await picture(page, 'en-31-scanner-fault')
  await page.keyboard.press('F1')
  await expect(page.getByTestId('device-strip')).toBeHidden()
  await page.getByTestId('practice-goods-1').click()
  await expect(page.getByTestId('state')).toHaveAttribute('data-state', 'duplicate')
})

test('a scanner in keyboard mode reads the set-up code, and a printer of the network is asked, used and forgotten', async ({
  page,
  station,
}) => {
  const printer = await networkPrinter()
  await page.goto(station.address)
  await ready(page)
  await page.keyboard.press('F3')

  await page.keyboard.press('Alt+p')
  await expect(page.getByTestId('pairing')).toBeVisible()
  const code = await page.getByTestId('pairing').getByRole('img').getAttribute('alt')
  await picture(page, 'en-32-pairing')
  await wedge(page, code?.split(' ').at(-1) ?? '')
  await expect(page.getByTestId('pairing-heard')).toContainText('keyboard mode')
  await page.getByTestId('pairing-done').click()
  await expect(page.getByTestId('pairing-heard')).toBeHidden()

  await page.keyboard.press('Alt+f')
  await expect(page.getByTestId('find-again')).toBeEnabled()
  await page.getByTestId('ask-host').fill('127.0.0.1')
  await page.getByTestId('ask-port').fill(String(printer.port))
  await page.keyboard.press('Enter')
  await page
    .getByTestId('found-device')
    .filter({ hasText: `:${printer.port}` })
    .getByTestId('use-device')
    .click()
  await page.getByTestId('device-name').fill('Case printer, aisle 12')
  await page.getByTestId('device-stock').selectOption('case')
  await page.getByTestId('print-settings').locator('summary').click()
  await page.getByTestId('media').selectOption('mark')
  await page.getByTestId('darkness').selectOption('40')
  await picture(page, 'en-33-printer-settings')
  await page.setViewportSize({ width: 1024, height: 600 })
  for (const id of ['voucher-badge', 'voucher-passcode', 'confirm'])
    await expectWhole(page.getByTestId('device-form').getByTestId(id))
  await picture(page, 'en-33-printer-settings-small')
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.getByTestId('voucher-badge').fill('SUP-0001')
  await page.getByTestId('voucher-passcode').fill('135790')
  await page.keyboard.press('Enter')
  await expect(row(page, 'aisle 12')).toHaveAttribute('data-ok', 'true', { timeout: 30_000 })

  await printer.close()
  // Noticed at the next heartbeat.
  await expect(row(page, 'aisle 12')).toHaveAttribute('data-ok', 'false', { timeout: 30_000 })
  await page.getByTestId('forget-open').click()
  await page.getByTestId('voucher-badge').fill('SUP-0001')
  await page.getByTestId('voucher-passcode').fill('135790')
  await page.keyboard.press('Enter')
  await expect(row(page, 'aisle 12')).toHaveCount(0)
})

test('a test label comes out without a serial, beside its picture (zh-CN)', async ({ page, station }) => {
  await page.goto(station.address)
  await expect(page.getByTestId('badge')).toBeFocused()
  await page.getByTestId('language').click()
  await page.getByTestId('badge').focus()
  await ready(page)
  await page.keyboard.press('F3')
  await page.getByTestId('test-open').first().click()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('test-picture')).toBeVisible()
  await picture(page, 'zh-CN-34-test-label')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await page.keyboard.press('F2')
  await expect(page.locator('.label-row')).toHaveCount(0)
})
