import { kindOfKey } from './commands.ts'
import { FieldBefore, isTextField, type ScanInField, scanInField } from './text-field.ts'
import { type BrokenScan, isCommand, isEnd, type Outcome, type Stroke, Wedge } from './wedge.ts'

/** A key as handlers see it: modifiers first, then `event.code`, as in `F9`, `Alt+Digit1`, `Escape`. */
export type KeyName = string

/** What a part of the screen does with a key; undefined leaves it to the layer below, then to the page. */
export type KeyLayer = (key: KeyName) => (() => void) | undefined

/** What a layer answers for a key that sleeps: it is not for the layers below either. */
export const asleep = (): void => undefined

/** What the wedge heard, for whoever listens on the current screen. */
export interface WedgeListener {
  /** What a scanner sent, ended by CR. */
  scan(bytes: Uint8Array): void
  /** A scan of which nothing was taken. */
  broken(why: BrokenScan): void
}

const CR = '\r'
/** A timer that is this late waited for other work, and keys may wait behind it. */
const LATE_MS = 25
/** A page that is not shown draws nothing: then this long. */
const SCREEN_MS_MAX = 250

const keyName = (stroke: Pick<Stroke, 'code' | 'ctrl' | 'alt' | 'shift'>): KeyName =>
  `${stroke.ctrl ? 'Ctrl+' : ''}${stroke.alt ? 'Alt+' : ''}${stroke.shift ? 'Shift+' : ''}${stroke.code}`

const strokeOf = (event: KeyboardEvent, inField: boolean): Stroke => ({
  code: event.code,
  shift: isShifted(event),
  ctrl: event.ctrlKey,
  alt: event.altKey,
  altGraph: event.getModifierState('AltGraph') || (event.ctrlKey && event.altKey),
  meta: event.metaKey,
  repeat: event.repeat,
  inField,
  at: event.timeStamp,
})

/** A letter says its case itself, where the layout has it at its place: what sends keys without Shift is understood, too. */
function isShifted(event: KeyboardEvent): boolean {
  const upper = event.key.toUpperCase()
  const isPlain = event.code === `Key${upper}` && !event.getModifierState('CapsLock')
  return isPlain ? event.key === upper : event.shiftKey
}

/**
 * The page's one listener on the keyboard, in the capture phase, before any button or field sees a key. The wedge takes out what a
 * scanner types, whatever has the focus; what turns out to be a person's is handed to the layers, the newest first (an open
 * dialog before its screen).
 */
export class Keyboard {
  readonly #layers: KeyLayer[] = []
  readonly #wedge = new Wedge()
  readonly #listeners: WedgeListener[] = []
  #last: WedgeListener | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Keys that went down for the station alone: nobody may see them come up either. */
  readonly #swallowed = new Set<string>()
  #field: FieldBefore | null = null
  #isReplaying = false
  /** An input method takes the keys, and holds what they make. */
  #isComposing = false
  /** A person's keys whose turn has not come, the one in work first. */
  readonly #waiting: Stroke[] = []

  /** Puts a layer on top; the answer takes it off again. */
  add(layer: KeyLayer): () => void {
    this.#layers.push(layer)
    return () => {
      const at = this.#layers.indexOf(layer)
      if (at >= 0) this.#layers.splice(at, 1)
    }
  }

  /** Takes scans from here on, before whoever took them up to now; the answer takes it back. */
  listen(listener: WedgeListener): () => void {
    this.#listeners.push(listener)
    return () => {
      const at = this.#listeners.indexOf(listener)
      if (at >= 0) this.#listeners.splice(at, 1)
    }
  }

  /** Who is told of scans where nobody takes them: a scan presses no button there either. */
  listenLast(listener: WedgeListener): () => void {
    this.#last = listener
    return () => {
      if (this.#last === listener) this.#last = null
    }
  }

  attach(target: Window): () => void {
    // A browser that fills in a form says keydown without any key.
    const key = (hear: (event: KeyboardEvent) => void) => (event: Event) => {
      if (event instanceof KeyboardEvent) hear(event)
    }
    const listeners: readonly [string, (event: Event) => void][] = [
      ['keydown', key((event) => this.#down(event))],
      ['keypress', key((event) => this.#swallowed.has(event.code) && swallow(event))],
      ['keyup', key((event) => this.#up(event))],
      ['blur', (event) => event.target === target && this.#cut()],
    ]
    for (const [name, listener] of listeners) target.addEventListener(name, listener, { capture: true })
    return () => {
      for (const [name, listener] of listeners) target.removeEventListener(name, listener, { capture: true })
      clearTimeout(this.#timer)
    }
  }

  #down(event: KeyboardEvent): void {
    if (this.#isReplaying) return
    const field = isTextField(event.target) ? event.target : null
    const stroke = strokeOf(event, field !== null)
    const inField: ScanInField | null = field && scanInField(field)
    // What is typed into a passcode's field is not even heard.
    const isSecret = field instanceof HTMLInputElement && field.type === 'password'
    if (isSecret && !isCommand(stroke)) return
    // As the first field was before the burst came to it; a passcode is not looked at.
    if (this.#wedge.begins(stroke.at)) {
      // A busy page hears of a pause only with the key after it: what stood in the field by then stays.
      this.#tell(this.#wedge.settle())
      this.#field = null
    }
    if (field && !isSecret) this.#field ??= new FieldBefore(field)
    this.#isComposing = event.isComposing || event.key === 'Process'
    const focused = document.activeElement
    const { kept, outcomes } = this.#wedge.hear(stroke, { numbers: this.#asksNumber() })
    const isSearched =
      inField === 'submit' && isEnd(stroke) && outcomes.every(({ kind }) => kind !== 'broken')
    if (!isSearched) this.#tell(outcomes)
    this.#arm()
    // A field has its own keys as they come; a scan's end is not one of them, nor is a command.
    const isOwn = field !== null && (isSearched || !(isEnd(stroke) || isCommand(stroke)))
    if (kept && !isOwn) {
      this.#swallow(event)
      return
    }
    if (field || kept) return
    if (isEnd(stroke) && stroke.code !== 'Tab' && document.activeElement !== focused) {
      // What was typed before it has moved the mark: it is meant for the new place.
      this.#swallow(event)
      press(document.activeElement)
    } else if (this.#offer(stroke)) this.#swallow(event)
  }

  #up(event: KeyboardEvent): void {
    if (this.#isReplaying) return
    if (/^Alt/.test(event.code)) {
      this.#tell(this.#wedge.releaseAlt(event.timeStamp))
      this.#arm()
    }
    if (this.#swallowed.delete(event.code)) swallow(event)
  }

  #cut(): void {
    this.#swallowed.clear()
    this.#tell(this.#wedge.cut())
    this.#arm()
  }

  #swallow(event: KeyboardEvent): void {
    this.#swallowed.add(event.code)
    swallow(event)
  }

  #arm(): void {
    clearTimeout(this.#timer)
    const { waitMs } = this.#wedge
    if (waitMs === null) return
    const due = performance.now() + waitMs + 10
    const settle = () => {
      this.#tell(this.#wedge.settle())
      this.#arm()
    }
    this.#timer = setTimeout(() => {
      // The page was busy: keys that were typed meanwhile come first, and say themselves when they were typed.
      if (performance.now() - due > LATE_MS) this.#timer = setTimeout(settle, LATE_MS)
      else settle()
    }, waitMs + 10)
  }

  #tell(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) {
      if (outcome.kind === 'typed') for (const stroke of outcome.strokes) this.#inTurn(stroke)
      else this.#hearScan(outcome)
    }
  }

  /** What a command brings up on the screen must be there before the next key is answered. */
  #inTurn(stroke: Stroke): void {
    if (this.#waiting.push(stroke) === 1) void this.#answerAll()
  }

  async #answerAll(): Promise<void> {
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      this.#type(next)
      // It stays in front until the screen has changed, so that nothing overtakes it.
      if (isCommand(next) && this.#waiting.length > 0) await screenChanged()
      this.#waiting.shift()
    }
  }

  #hearScan(outcome: Exclude<Outcome, { kind: 'typed' }>): void {
    const field = outcome.inField ? this.#field : null
    const listener = this.#listeners.at(-1) ?? this.#last
    if (outcome.kind === 'broken') {
      field?.restore('', this.#isComposing)
      listener?.broken(outcome.why)
    } else if (field && scanInField(field.element) === 'next') {
      field.restore(outcome.text, this.#isComposing)
      field.toNext()
    } else {
      field?.restore('', this.#isComposing)
      listener?.scan(Uint8Array.from(outcome.text + CR, (character) => character.charCodeAt(0)))
    }
  }

  /** A person's key that was kept: for a layer, or for what has the focus. */
  #type(stroke: Stroke): void {
    if (this.#offer(stroke)) return
    // Space follows no link.
    if (stroke.code === 'Space' && !(document.activeElement instanceof HTMLAnchorElement))
      press(document.activeElement)
    if (stroke.code !== 'Escape') return
    this.#isReplaying = true
    const init = { key: 'Escape', code: 'Escape', bubbles: true, cancelable: true }
    const target = document.activeElement ?? document.body
    target.dispatchEvent(new KeyboardEvent('keydown', init))
    target.dispatchEvent(new KeyboardEvent('keyup', init))
    this.#isReplaying = false
  }

  /** A question for a number has a use for every digit; lists number their rows from 1. */
  #asksNumber(): boolean {
    const found = this.#find('Digit0')
    return found !== undefined && found !== asleep
  }

  #find(key: KeyName): (() => void) | undefined {
    if (kindOfKey(key) === undefined) return undefined
    for (const layer of this.#layers.toReversed()) {
      const found = layer(key)
      if (found) return found
    }
    return undefined
  }

  #offer(stroke: Stroke): boolean {
    const found = this.#find(keyName(stroke))
    found?.()
    return found !== undefined
  }
}

/** Two frames: in the first the screen is drawn anew, after it its parts take up their keys. */
const screenChanged = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, SCREEN_MS_MAX)
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 0)))
  })

const press = (element: Element | null): void => {
  if (element instanceof HTMLElement && element !== document.body) element.click()
}

function swallow(event: Event): void {
  event.preventDefault()
  event.stopImmediatePropagation()
}
