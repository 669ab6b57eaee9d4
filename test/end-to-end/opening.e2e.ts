import AxeBuilder from '@axe-core/playwright'
import { expect, test } from './running-station.ts'

test.use({ isFirstStart: true })

test('the printed address opens the station once, on sign-in, and says TRAINING', async ({
  station,
  page,
  browser,
}) => {
  expect(station.said()).toContain('Training workspace made')
  await page.goto(station.address)
  await expect(page).toHaveURL(/127\.0\.0\.1:\d+\/$/)
  await expect(page.getByText('TRAINING').first()).toBeVisible()
  const stranger = await browser.newContext()
  const answer = await (await stranger.newPage()).goto(station.address)
  expect(answer?.status()).toBe(403)
  await stranger.close()
})

test('sign-in has no accessibility violations', async ({ station, page }) => {
  await page.goto(station.address)
  await expect(page.getByText('TRAINING').first()).toBeVisible()
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([])
})

test('a page of another origin reaches neither the page nor the calls', async ({ station, page }) => {
  const { origin } = new URL(station.address)
  await page.goto(station.address)
  await expect(page.getByText('TRAINING').first()).toBeVisible()
  // The same browser, cookie and all, from a page that only claims to be elsewhere by its origin.
  const foreign = await page.context().newPage()
  await foreign.goto('data:text/html,<title>elsewhere</title>')
  const opened = await foreign.evaluate(
    (address) =>
      new Promise<boolean>((resolve) => {
        const socket = new WebSocket(address)
        socket.onopen = () => resolve(true)
        socket.onerror = () => resolve(false)
      }),
    `${origin.replace('http', 'ws')}/rpc`,
  )
  expect(opened).toBe(false)
})
