import type { CDPSession, Page } from '@playwright/test'
import { keyboardScanner, type Manner } from '../../renderer/input/keyboard-scanner.stub.ts'

/** What the person's keyboard writes for a key; a scanner presses the keys of the US layout whatever it is. */
const layouts = {
  us: (_code: string, _shift: boolean, us: string) => us,
  german: (code: string, shift: boolean, us: string) =>
    ({
      KeyY: shift ? 'Z' : 'z',
      KeyZ: shift ? 'Y' : 'y',
      Minus: shift ? '?' : 'ß',
      BracketRight: shift ? '*' : '+',
      Digit7: shift ? '/' : '7',
    })[code] ?? us,
  french: (code: string, shift: boolean, us: string) => {
    const digit = /^Digit(\d)$/.exec(code)?.[1]
    if (digit) return shift ? digit : ('à&é"\'(-è_ç'[Number(digit)] ?? us)
    return (
      { KeyQ: shift ? 'A' : 'a', KeyA: shift ? 'Q' : 'q', KeyM: shift ? '?' : ',', BracketRight: 'Dead' }[
        code
      ] ?? us
    )
  },
  russian: (code: string, shift: boolean, us: string) => {
    const letter = /^Key([A-Z])$/.exec(code)?.[1]
    if (!letter) return us
    const written = 'фисвуапршолдьтщзйкыегмцчня'[letter.charCodeAt(0) - 65] ?? us
    return shift ? written.toUpperCase() : written
  },
} as const

export type Layout = keyof typeof layouts

export interface Typing extends Partial<Manner> {
  readonly layout?: Layout
  /** A Chinese input method takes the keys and composes. */
  readonly ime?: boolean
}

const named = /^(Enter|NumpadEnter|Tab|Escape|F\d+|Arrow\w+|Shift\w+)$/
const virtual: Readonly<Record<string, number>> = {
  Enter: 13,
  NumpadEnter: 13,
  Tab: 9,
  Escape: 27,
  Space: 32,
  F8: 119,
  F9: 120,
  F10: 121,
}

const usKey = (code: string, shift: boolean): string => {
  const [, kind, value = ''] = /^(Key|Digit|Numpad)(.)$/.exec(code) ?? []
  if (kind === 'Key') return shift ? value : value.toLowerCase()
  if (kind) return value
  return (
    { Space: ' ', Minus: '-', BracketRight: ']', BracketLeft: '[', Period: '.', Slash: '/', Semicolon: ':' }[
      code
    ] ?? code
  )
}

/**
 * Types a symbol as a scanner in keyboard mode does, through the browser's own input: what the keys do by default, they do. Sent without
 * waiting for one another, so that a busy machine does not make a slow typist of the scanner; a pace of 30 ms and more is kept.
 */
export async function scanByKeyboard(page: Page, text: string, typing: Typing = {}): Promise<void> {
  const { layout = 'us', ime = false, ...manner } = typing
  const cdp: CDPSession = await page.context().newCDPSession(page)
  const sending: Promise<unknown>[] = []
  const send = (parameters: Parameters<typeof cdp.send<'Input.dispatchKeyEvent'>>[1]) =>
    sending.push(cdp.send('Input.dispatchKeyEvent', parameters))
  let at = 0
  let composed = ''
  for (const one of keyboardScanner(text, manner)) {
    if ((manner.pace ?? 0) >= 30) await page.waitForTimeout(one.at - at)
    at = one.at
    if (one.kind === 'alt-up') continue
    const { code, shift, ctrl, alt } = one.stroke
    const modifiers = (alt ? 1 : 0) + (ctrl ? 2 : 0) + (shift ? 8 : 0)
    const written = named.test(code) ? code : layouts[layout](code, shift, usKey(code, shift))
    const isText = written.length === 1 && !ctrl && !alt
    const windowsVirtualKeyCode = ime ? 229 : (virtual[code] ?? written.toUpperCase().charCodeAt(0))
    const key = ime ? 'Process' : code === 'NumpadEnter' ? 'Enter' : written
    const types = !ime && (isText || code === 'Enter')
    send({
      type: types ? 'keyDown' : 'rawKeyDown',
      code,
      key,
      modifiers,
      windowsVirtualKeyCode,
      ...(types ? { text: code === 'Enter' ? '\r' : written } : {}),
    })
    if (ime && isText) {
      composed += written
      sending.push(
        cdp.send('Input.imeSetComposition', {
          text: composed,
          selectionStart: composed.length,
          selectionEnd: composed.length,
        }),
      )
    }
    send({ type: 'keyUp', code, key, modifiers, windowsVirtualKeyCode })
  }
  await Promise.all(sending)
  await cdp.detach()
}
