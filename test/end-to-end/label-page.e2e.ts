import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { BrowserContext, Page } from '@playwright/test'
import { readLabels } from '../../drivers/simulators/reading-eye.ts'
import { signIn, type } from './person.ts'
import { expect, test } from './running-station.ts'

const pictures = resolve(import.meta.dirname, '../../test-results/pictures')

/** A picture of the whole page for people to look at. */
async function look(shown: Page, name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true })
  await shown.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })
}

/** The same, and axe's opinion of the same markup in a page that lets axe's own script run. */
async function lookHard(shown: Page, twin: Page, name: string): Promise<void> {
  await look(shown, name)
  await twin.setViewportSize(shown.viewportSize() ?? { width: 320, height: 640 })
  await twin.emulateMedia({ colorScheme: name.endsWith('dark') ? 'dark' : 'light' })
  await twin.setContent(await shown.content())
  const { violations } = await new AxeBuilder({ page: twin }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(' ')}`)).toEqual([])
}

/** What came out of the simulated printer: the text of the label's QR code, and the code that goes under the panel. */
async function printedLabel(workspace: string): Promise<{ link: URL; pin: string }> {
  const folder = join(workspace, 'printer')
  const [name = ''] = readdirSync(folder).filter((file) => file.endsWith('.zpl'))
  const bytes = readFileSync(join(folder, name))
  const text = (await readLabels(bytes)).find((each) => each.startsWith(']Q')) ?? ''
  const pin = /\^FD([0-9A-Z]{5}-[0-9A-Z]{5})\^FS/.exec(bytes.toString('latin1'))?.[1] ?? ''
  return { link: new URL(text.slice(3)), pin }
}

test('a customer checks a printed label at the ledger, without JavaScript, in both languages', async ({
  page,
  station,
  browser,
}) => {
  test.setTimeout(90_000)
  await page.goto(station.address)
  await expect(page.getByTestId('badge')).toBeFocused()
  await signIn(page, 'OP-0007', '2468')
  await expect(page.getByTestId('state')).toHaveAttribute('data-state', 'ready')
  await expect(page.getByTestId('practice-goods-1')).toBeVisible()
  await page.keyboard.press('Alt+1')
  await expect(page.getByTestId('label')).toHaveAttribute('data-state', 'printed', { timeout: 60_000 })
  await page.keyboard.press('Alt+l')
  await expect(page.getByTestId('label')).toHaveAttribute('data-state', 'verified', { timeout: 60_000 })
  await page.keyboard.press('F2')
  await page.locator('.label-row').first().click()
  const address = (await page.getByTestId('label-page').getAttribute('href')) ?? ''
  const { link, pin } = await printedLabel(station.workspace)
  expect(address).toContain(link.pathname + link.search)

  const contexts: BrowserContext[] = []
  const customer = async (locale: string, width: number, height: number, colorScheme?: 'dark') => {
    const context = await browser.newContext({
      javaScriptEnabled: false,
      locale,
      viewport: { width, height },
      ...(colorScheme && { colorScheme }),
    })
    contexts.push(context)
    return context.newPage()
  }
  const scripted = await browser.newContext()
  contexts.push(scripted)
  const twin = await scripted.newPage()
  const phone = await customer('en-GB', 320, 640)
  await phone.goto(address)
  await expect(phone.getByRole('heading', { level: 1 })).toHaveText('ISSUED, NOT ON RECORD YET')
  await look(phone, 'en-label-page-1-issued-320')

  await page.keyboard.press('F4')
  await expect(page.getByTestId('close-shift')).toBeVisible()
  await page.keyboard.press('Alt+c')
  await expect(page.getByTestId('confirm')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('shift-end')).toBeVisible()
  await page.keyboard.press('Alt+s')
  await expect(page.getByTestId('seal-badge')).toBeFocused()
  await type(page, 'SUP-0001')
  await page.keyboard.press('Enter')
  await type(page, '135790')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('batch')).toHaveAttribute('data-state', 'sealed')
  await page.keyboard.press('Alt+y')
  await expect(page.getByTestId('batch')).toHaveAttribute('data-state', 'receipted', { timeout: 60_000 })

  // What is logged is judged a moment later.
  await expect(async () => {
    await phone.goto(address)
    await expect(phone.getByRole('heading', { level: 1 })).toHaveText('RECORD VERIFIED', { timeout: 100 })
  }).toPass({ timeout: 30_000 })
  await expect(phone.locator('.name')).toBeVisible()
  const widest = await phone.evaluate('document.documentElement.scrollWidth')
  expect(widest).toBe(320)
  await phone.locator('summary').last().click()
  await lookHard(phone, twin, 'en-label-page-2-verified-320')
  await phone.getByLabel(/Code/).fill(pin.toLowerCase().replace('0', 'o'))
  await phone.getByRole('button').click()
  await expect(phone.getByRole('heading', { level: 1 })).toHaveText('THE CODE FITS')
  await look(phone, 'en-label-page-3-code-fits-320')
  expect(phone.url()).toBe(address)

  const desk = await customer('zh-CN', 1280, 800)
  await desk.goto(address)
  await expect(desk.getByRole('heading', { level: 1 })).toHaveText('记录已核实')
  await look(desk, 'zh-CN-label-page-4-verified-1280')
  await desk.getByLabel(/验证码/).fill(pin)
  await desk.getByRole('button').click()
  await expect(desk.getByRole('heading', { level: 1 })).toHaveText('验证码相符，但此前已核对过')
  await lookHard(desk, twin, 'zh-CN-label-page-5-checked-before-1280')
  await desk.getByRole('link', { name: 'English' }).click()
  await expect(desk.getByRole('heading', { level: 1 })).toHaveText('RECORD VERIFIED')
  await desk.getByRole('link', { name: '中文' }).click()
  await expect(desk.getByRole('heading', { level: 1 })).toHaveText('记录已核实')
  expect(desk.url()).toContain('lang=zh-CN')

  const night = await customer('zh-CN', 320, 640, 'dark')
  await night.goto(address.replace('?s=', '?s=A'))
  await expect(night.getByRole('heading', { level: 1 })).toHaveText('已被改动')
  await lookHard(night, twin, 'zh-CN-label-page-6-altered-320-dark')
  await night.goto(`${address.split('/01/')[0]}/`)
  await expect(night.getByRole('button')).toBeVisible()
  await look(night, 'zh-CN-label-page-7-look-up-320-dark')
  for (const context of contexts) await context.close()
  await page.close()
})
