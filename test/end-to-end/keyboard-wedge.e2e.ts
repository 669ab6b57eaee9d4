import type { Page } from '@playwright/test'
import { toBase64Url } from '../../core/encoding/base64.ts'
import { type Layout, scanByKeyboard } from './keyboard-scanner.ts'
import { expect, test } from './running-station.ts'

const EAN = '9506000110028'
const bytesOf = (text: string) => toBase64Url(Buffer.from(`${text}\r`, 'latin1'))

/** The scans that the page handed to the station, as they went over its socket. */
function listenTo(page: Page) {
  const frames: string[] = []
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) =>
      frames.push(typeof payload === 'string' ? payload : payload.toString('latin1')),
    ),
  )
  return (text: string) => frames.filter((frame) => frame.includes(`"${bytesOf(text)}"`)).length
}

/** A person needs longer than this from a scan to a key; what comes sooner is taken for the scanner's. */
const personMs = 200

async function signIn(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await expect(page.getByTestId('badge')).toBeFocused()
  // A badge is scanned too: it stays in its field, whatever the layout makes of its dash, and the passcode comes up.
  await scanByKeyboard(page, 'OP-0007', { layout: 'german' })
  await expect(page.getByTestId('badge')).toHaveValue('OP-0007')
  await expect(page.getByTestId('passcode')).toBeFocused()
  await page.getByTestId('passcode').fill('2468')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('state')).toHaveAttribute('data-state', 'ready')
  await expect(page.getByTestId('practice-goods-1')).toBeVisible()
}

test('a scanner in keyboard mode is heard wherever the focus is, on any layout, and presses nothing', async ({
  page,
  station,
}) => {
  test.setTimeout(180_000)
  const sent = listenTo(page)
  await signIn(page, station.address)
  const state = page.getByTestId('state')
  const label = page.getByTestId('label')
  const lock = page.getByTestId('lock')

  await test.step('a separator that the scanner swallowed: the operator is told what to look at', async () => {
    await scanByKeyboard(page, ']d201095060001100111728021410KM1-2608A21MAKER-1')
    await expect(state).toHaveAttribute('data-state', 'stop')
    await expect(page.getByText('swallow separators')).toBeVisible()
    await page.waitForTimeout(personMs)
    await page.keyboard.press('Escape')
    await expect(state).toHaveAttribute('data-state', 'ready')
  })

  await test.step('with the focus on the button that ends the session', async () => {
    await lock.focus()
    await scanByKeyboard(page, EAN)
    await expect(state).toHaveAttribute('data-state', 'pick-lot')
    await expect(lock).toBeFocused()
    await page.waitForTimeout(personMs)
    await page.keyboard.press('1')
    await page.keyboard.press('Enter')
    await expect(state).toHaveAttribute('data-state', 'accepted')
    await page.keyboard.press('Alt+1')
    await expect(label).toHaveAttribute('data-state', 'printed')
  })

  const code = ']C1010950600013435210Zy7_/A\u001d17271231'
  for (const layout of ['us', 'german', 'french', 'russian'] satisfies Layout[])
    await test.step(`on a ${layout} keyboard`, async () => {
      const text = `${code}21${layout}`
      await lock.focus()
      await scanByKeyboard(page, text, { layout, suffix: layout === 'french' ? 'Tab' : 'Enter' })
      await expect.poll(() => sent(text)).toBe(1)
      await expect(lock).toBeFocused()
      await page.waitForTimeout(personMs)
      if ((await state.getAttribute('data-state')) === 'stop') await page.keyboard.press('Escape')
      await expect(state).not.toHaveAttribute('data-state', 'stop')
    })

  await test.step('slowly', async () => {
    await scanByKeyboard(page, 'SLOW-0001', { pace: 60 })
    await expect.poll(() => sent('SLOW-0001')).toBe(1)
    await expect(lock).toBeFocused()
    await page.waitForTimeout(personMs)
  })

  await test.step('in the question whether to void a label: none of its answers is given', async () => {
    await page.keyboard.press('F9')
    await expect(page.getByRole('dialog')).toBeVisible()
    await scanByKeyboard(page, 'IN-A-DIALOG-1')
    await scanByKeyboard(page, 'IN-A-DIALOG-2', { suffix: 'Tab' })
    await expect.poll(() => [sent('IN-A-DIALOG-1'), sent('IN-A-DIALOG-2')]).toEqual([1, 1])
    await page.waitForTimeout(personMs)
    await expect(label).toHaveAttribute('data-state', 'printed')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  })

  await test.step('with separators sent as function keys: told, and no command of the station', async () => {
    const iso15434 = '[)>\u001e06\u001d1TABC\u001e\u0004'
    await scanByKeyboard(page, iso15434, { controls: 'functionKeys' })
    await expect(page.getByTestId('notice')).toContainText('US keyboard')
    await page.waitForTimeout(personMs)
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await page.keyboard.press('Escape')
    await expect(page.getByTestId('notice')).toHaveCount(0)
  })

  await test.step('a person presses buttons as ever, with Enter and with Space', async () => {
    const toggle = page.getByTestId('practice-toggle')
    await toggle.focus()
    await page.keyboard.press('Space')
    await expect(page.getByTestId('practice-goods-1')).toHaveCount(0)
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('practice-goods-1')).toBeVisible()
  })

  await test.step('where nothing is scanned: said, and nothing pressed', async () => {
    await page.keyboard.press('F4')
    await page.getByTestId('close-shift').focus()
    await scanByKeyboard(page, EAN)
    await expect(page.getByTestId('notice')).toContainText('nothing is scanned here')
    await page.waitForTimeout(personMs)
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await page.keyboard.press('Alt+s')
    await expect(page.getByTestId('seal-badge')).toBeFocused()
    await scanByKeyboard(page, 'SUP-0001', { layout: 'french' })
    await expect(page.getByTestId('seal-badge')).toHaveValue('SUP-0001')
    await expect(page.getByTestId('seal-passcode')).toBeFocused()
    await page.waitForTimeout(personMs)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  })

  await test.step('in a text field in which a Chinese input method composes: the field is left as it was', async () => {
    await page.keyboard.press('F6')
    const field = page.getByTestId('trace-text')
    await expect(field).toBeFocused()
    await scanByKeyboard(page, EAN, { ime: true })
    await expect(field).toHaveValue(EAN)
    await expect(page.getByTestId('trace-answer').or(page.getByTestId('found'))).toBeVisible()
  })
})
