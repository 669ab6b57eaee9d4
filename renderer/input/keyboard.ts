import { GAP_MS_MAX, type Stroke, Wedge } from './wedge.ts'

/** A key as handlers see it: modifiers first, then `event.code`, as in `F9`, `Alt+Digit1`, `Escape`. */
export type KeyName = string

/** Handles a key and answers whether it was for it; unhandled keys go on to the layer below, then to the page. */
export type KeyLayer = (key: KeyName) => boolean

/** What the wedge heard, for whoever listens on the current screen. */
export interface WedgeListener {
  scan(bytes: Uint8Array): void
  /** A burst of keys that no Enter ended, or that was too long: a scanner set up wrong. */
  broken(): void
}

const keyName = (stroke: Pick<Stroke, 'code' | 'ctrl' | 'alt' | 'shift'>): KeyName =>
  `${stroke.ctrl ? 'Ctrl+' : ''}${stroke.alt ? 'Alt+' : ''}${stroke.shift ? 'Shift+' : ''}${stroke.code}`

const isTextField = (target: EventTarget | null): boolean =>
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLInputElement &&
    !['button', 'checkbox', 'radio', 'file', 'range'].includes(target.type))

const strokeOf = (event: KeyboardEvent): Stroke => ({
  code: event.code,
  shift: event.shiftKey,
  ctrl: event.ctrlKey,
  alt: event.altKey,
  meta: event.metaKey,
  repeat: event.repeat,
  at: event.timeStamp,
})

/**
 * The page's one listener on the keyboard, in the capture phase, before any button sees a key. Layers answer keys, the
 * newest first (an open dialog before its screen); the wedge takes scans out before that.
 */
export class Keyboard {
  readonly #layers: KeyLayer[] = []
  readonly #wedge = new Wedge()
  #listener: WedgeListener | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  /** The Enter that ended a scan: its key-up must not press the focused button either. */
  #swallowed: string | null = null

  /** Puts a layer on top; the answer takes it off again. */
  add(layer: KeyLayer): () => void {
    this.#layers.push(layer)
    return () => {
      const at = this.#layers.indexOf(layer)
      if (at >= 0) this.#layers.splice(at, 1)
    }
  }

  /** Turns the wedge on; the answer turns it off again. */
  listen(listener: WedgeListener): () => void {
    this.#listener = listener
    return () => {
      if (this.#listener === listener) this.#listener = null
    }
  }

  attach(target: Window): () => void {
    const down = (event: KeyboardEvent) => this.#down(event)
    const up = (event: KeyboardEvent) => this.#up(event)
    target.addEventListener('keydown', down, { capture: true })
    target.addEventListener('keyup', up, { capture: true })
    return () => {
      target.removeEventListener('keydown', down, { capture: true })
      target.removeEventListener('keyup', up, { capture: true })
      clearTimeout(this.#timer)
    }
  }

  #down(event: KeyboardEvent): void {
    const stroke = strokeOf(event)
    const inField = isTextField(event.target)
    if (this.#listener && !inField) {
      const heard = this.#wedge.hear(stroke)
      for (const typed of heard.typed) this.#offer(keyName(typed))
      clearTimeout(this.#timer)
      if (heard.kind !== 'passed') {
        swallow(event)
        if (heard.kind === 'kept') this.#timer = setTimeout(() => this.#settle(), GAP_MS_MAX + 10)
        if (heard.kind === 'overlong') this.#listener.broken()
        if (heard.kind === 'scan' && heard.bytes) {
          this.#swallowed = event.code
          this.#listener.scan(heard.bytes)
        }
        return
      }
    }
    // In a text field plain keys are its own; function keys and Alt stay the station's.
    if (inField && !/^F\d/.test(stroke.code) && !stroke.alt) return
    if (this.#offer(keyName(stroke))) swallow(event)
    else if (/^F([1-9]|1[0-2])$/.test(stroke.code) && !stroke.ctrl && !stroke.alt) event.preventDefault()
  }

  #up(event: KeyboardEvent): void {
    if (this.#swallowed !== event.code) return
    this.#swallowed = null
    swallow(event)
  }

  #settle(): void {
    const left = this.#wedge.settle(Number.POSITIVE_INFINITY)
    if (left?.kind === 'typed') for (const stroke of left.typed) this.#offer(keyName(stroke))
    if (left?.kind === 'unended') this.#listener?.broken()
  }

  #offer(key: KeyName): boolean {
    return this.#layers.toReversed().some((layer) => layer(key))
  }
}

function swallow(event: KeyboardEvent): void {
  event.preventDefault()
  event.stopImmediatePropagation()
}
