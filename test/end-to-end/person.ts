import type { Page } from '@playwright/test'
import { expect } from './running-station.ts'

/** Between two keys: slower than a scanner, which the page tells from a person by pace, also where the machine is busy. */
const KEY_MS = 120

/** What a person types, key by key: the page listens to keys, not to letters. */
export async function type(page: Page, text: string): Promise<void> {
  await page.keyboard.type(text, { delay: KEY_MS })
}

/** Badge, Enter, passcode, Enter. */
export async function signIn(page: Page, badge = 'OP-0007', passcode = '2468'): Promise<void> {
  await expect(page.getByTestId('badge')).toBeFocused()
  await type(page, badge)
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('passcode')).toBeFocused()
  await type(page, passcode)
  await page.keyboard.press('Enter')
}
