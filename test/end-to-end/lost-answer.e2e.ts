import type { Page, WebSocketRoute } from '@playwright/test'
import { picture } from './picture.ts'
import { expect, test } from './running-station.ts'

/** The socket between page and station, which a test can cut. */
async function cuttable(page: Page) {
  const line = { drops: false, gone: false }
  let open: WebSocketRoute | null = null
  await page.routeWebSocket(/\/rpc$/, (socket) => {
    if (line.gone) return void socket.close()
    open = socket
    const station = socket.connectToServer()
    socket.onMessage((message) => station.send(message))
    station.onMessage((message) => {
      if (!line.drops) socket.send(message)
    })
  })
  return {
    /** Calls still arrive; their answers and all views do not. */
    dropAnswers: () => {
      line.drops = true
    },
    cut: async () => {
      line.gone = true
      await open?.close()
    },
    mend: () => {
      line.gone = false
      line.drops = false
    },
  }
}

/** A scanner in keyboard mode. */
async function wedge(page: Page, text: string): Promise<void> {
  await page.keyboard.type(`${text}\n`)
}

const unconfirmed = (page: Page) => page.getByTestId('unconfirmed')

test('a scan whose answer is lost is never green, and is done once when the station is back', async ({
  page,
  station,
}) => {
  test.setTimeout(120_000)
  const line = await cuttable(page)
  const state = page.getByTestId('state')
  await page.goto(station.address)
  await expect(page.getByTestId('badge')).toBeFocused()
  await page.getByTestId('badge').fill('OP-0007')
  await page.getByTestId('passcode').fill('2468')
  await page.keyboard.press('Enter')
  await expect(state).toHaveAttribute('data-state', 'ready')
  // The goods to practise with come a moment after the screen.
  await expect(page.getByTestId('practice-goods-1')).toBeVisible()
  await page.keyboard.press('Alt+1')
  await expect(state).toHaveAttribute('data-state', 'accepted')
  await expect(page.getByTestId('label')).toHaveAttribute('data-state', 'printed')

  line.dropAnswers()
  await page.keyboard.press('Alt+1')
  await expect(unconfirmed(page)).toBeVisible()
  await expect(state).toHaveAttribute('data-state', 'unconfirmed')
  await picture(page, 'en-20-not-yet-confirmed')
  await page.getByTestId('language').click()
  await picture(page, 'zh-CN-20-not-yet-confirmed')

  await line.cut()
  await expect(page.getByTestId('not-connected')).toBeVisible()
  await wedge(page, '9506000110028')
  await expect(unconfirmed(page).getByRole('listitem')).toHaveCount(2)
  await picture(page, 'zh-CN-21-lost-with-scans')

  line.mend()
  await expect(unconfirmed(page)).toBeHidden({ timeout: 20_000 })
  // The other goods are a STOP while labels are outstanding: all three scans were taken, each once.
  await expect(state).toHaveAttribute('data-state', 'stop')
  await page.keyboard.press('F2')
  await expect(page.locator('.label-row')).toHaveCount(2)
})
