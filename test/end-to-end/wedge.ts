import type { Page } from '@playwright/test'

/** What of a page is needed here: these suites run beside the page, without a browser's types. */
interface PageGlobals {
  readonly document: { readonly activeElement: EventTarget | null; readonly body: EventTarget }
  readonly KeyboardEvent: new (type: string, init: Readonly<Record<string, unknown>>) => Event
}

/**
 * What a scanner in keyboard mode does: keys without a pause between them, Enter at the end. All in one go inside the page,
 * because a busy machine may hold up keys that are sent one by one, and then a person seems to type.
 */
export const wedge = (page: Page, text: string): Promise<void> =>
  page.evaluate((letters) => {
    const { document, KeyboardEvent } = globalThis as unknown as PageGlobals
    for (const letter of `${letters}\n`) {
      const isLetter = /[A-Za-z]/.test(letter)
      const code = letter === '\n' ? 'Enter' : isLetter ? `Key${letter.toUpperCase()}` : `Digit${letter}`
      for (const type of ['keydown', 'keyup'])
        (document.activeElement ?? document.body).dispatchEvent(
          new KeyboardEvent(type, {
            code,
            key: letter === '\n' ? 'Enter' : letter,
            shiftKey: /[A-Z]/.test(letter),
            bubbles: true,
            cancelable: true,
          }),
        )
    }
  }, text)
