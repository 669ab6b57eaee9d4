import { usCharacter } from './us-layout.ts'

/** A key that went down. `at` in milliseconds, monotonic. */
export interface Stroke {
  readonly code: string
  readonly shift: boolean
  readonly ctrl: boolean
  readonly alt: boolean
  readonly altGraph: boolean
  readonly meta: boolean
  /** The keyboard repeats a key that is held down: people do that; a scanner only when it is stuck. */
  readonly repeat: boolean
  /** It goes into a text field, which has it already. */
  readonly inField: boolean
  readonly at: number
}

/** Why a scan was not taken: no end, too long, a key that hangs, keys that are no characters, the window lost it. */
export type BrokenScan = 'unended' | 'overlong' | 'stuck' | 'garbled' | 'cut'

/**
 * What became of strokes that were kept: a scan, a scan that broke, or a person's keys after all. `inField`: a text field has got
 * what the scanner typed and is to be as it was before.
 */
export type Outcome =
  | { readonly kind: 'scan'; readonly text: string; readonly inField: boolean }
  | { readonly kind: 'broken'; readonly why: BrokenScan; readonly inField: boolean }
  | { readonly kind: 'typed'; readonly strokes: readonly Stroke[] }

/** What came out of strokes before this one, or with it, in order; `kept` says whether the page may not have this one. */
export interface Heard {
  readonly kept: boolean
  readonly outcomes: readonly Outcome[]
}

/** A quick scanner sends a key every 1 to 20 ms, and hardly a person types four keys with less than this between them. */
export const QUICK_MS_MAX = 50
/** Slow scanners (over radio, or set slow for slow hosts) need up to 120 ms a key; people are slower on the keys of this station. */
export const SLOW_MS_MAX = 150
/** A quick scan may stand still this long in its middle, when its USB is polled late. */
export const REST_MS_MAX = 400
/** An Enter this long after a scan that nobody ended is still its own, and presses nothing. */
const LATE_END_MS_MAX = 1500

const SCAN_CHARACTERS_MIN = 4
/** A person who types a quantity quickly stays below this many digits; no code of digits does, EAN-8 and UPC-E included. */
const SLOW_DIGITS_MIN = 6
const SCAN_CHARACTERS_MAX = 4096
const REPEATS_MAX = 20
const SAME_MAX = 200
/** A scanner that holds Alt makes a command of every digit; a person never gives this many without a pause. */
const HELD_MAX = 2
const COMMANDS_MAX = 8
const GS = '\u001d'

const isModifier = (code: string) =>
  /^(Shift|Control|Alt|Meta|OS)(Left|Right)?$|^(CapsLock|NumLock|ScrollLock|AltGraph|Fn|FnLock)$/.test(code)

/** Keys that may do something by themselves: function keys, Escape, and Alt with a key that writes. */
export const isCommand = ({ code, alt }: Pick<Stroke, 'code' | 'alt'>): boolean => {
  if (!alt) return /^F\d+$/.test(code) || code === 'Escape'
  return !code.startsWith('Numpad') && usCharacter(code, { shift: false, ctrl: false }) !== null
}

/** Enter and Tab end a scan; some scanners send CR, LF and HT as Ctrl with a letter. */
export const isEnd = ({ code, shift, ctrl, alt, meta }: Stroke): boolean => {
  if (alt || meta) return false
  return ctrl ? /^Key[IJM]$/.test(code) : /^(Enter|NumpadEnter)$/.test(code) || (code === 'Tab' && !shift)
}

const isMove = (code: string) => /^(Arrow|Page|Home|End|Delete|Backspace)/.test(code)
const isPrintable = (character: string) => character >= ' ' && character !== '\u007f'

/**
 * Tells a scanner in keyboard mode from a person at the keys, by pace, and puts what it typed together: pure, and with no more
 * memory than one scan. Every key that may be part of a scan is kept until the pace shows who it was; a person's keys are then
 * handed over in their order.
 *
 * A scan is ended by Enter or Tab. A scanner that sends neither is heard by time, until it is known to send one: from then on what
 * has no end is told and not taken. Nothing is guessed: a key in a scan that stands for no character of the US layout breaks it.
 */
export class Wedge {
  #strokes: Stroke[] = []
  #text = ''
  #printable = 0
  #commands = 0
  /** Those of them with Alt. */
  #held = 0
  /** Some of it went into a text field: there a person types long words, and only haste shows a scanner. */
  #isNative = false
  #gapMax = 0
  #at = 0
  #broken: BrokenScan | null = null
  #told = false
  #same = 0
  #repeats = 0
  /** The digits typed while Alt is held: a character by its number. */
  #alt = ''
  #endsByKey = false
  /** When a scan stopped that nobody ended, and when one was ended. */
  #endlessAt = Number.NEGATIVE_INFINITY
  #endedAt = Number.NEGATIVE_INFINITY
  /** It began right behind the end of a scan, sooner than a person can: it is a scanner's, however short. */
  #follows = false

  /** `numbers`: the screen asks for a number, which a person types as quickly as a slow scanner. */
  hear(stroke: Stroke, { numbers = false } = {}): Heard {
    if (isModifier(stroke.code)) {
      // A slow scanner takes its time for Shift, too.
      if (this.#strokes.length === 0) this.#isMore(stroke.at)
      else if (!stroke.repeat && !this.#paused(stroke.at)) this.#note(stroke.at)
      return { kept: false, outcomes: [] }
    }
    if (stroke.repeat) return this.#hearRepeat(stroke)
    this.#repeats = 0
    const before = this.#paused(stroke.at) ? this.#endByTime() : []
    const { kept, outcomes } = isEnd(stroke) ? this.#hearEnd(stroke, numbers) : this.#hearKey(stroke)
    return { kept, outcomes: [...before, ...outcomes] }
  }

  /** Alt was let go: the number typed meanwhile is a character. */
  releaseAlt(at: number): readonly Outcome[] {
    const digits = this.#alt
    this.#alt = ''
    if (digits === '') return []
    this.#at = at
    const number = Number(digits)
    if (number === 13 && this.#printable >= SCAN_CHARACTERS_MIN) return this.#endByKey(at)
    if (number > 0 && number < 128 && digits.length <= 4) this.#append(String.fromCharCode(number))
    else this.#broken ??= 'garbled'
    return this.#tell()
  }

  /** Whether a key at `at` begins anew: nothing is kept, or what is kept stopped too long ago to go on with it. */
  begins(at: number): boolean {
    return this.#strokes.length === 0 || this.#paused(at)
  }

  /** How long nothing must be heard before `settle` is called; null when nothing is kept. */
  get waitMs(): number | null {
    if (this.#strokes.length === 0) return null
    return this.#isQuickScan() ? REST_MS_MAX : SLOW_MS_MAX
  }

  /** Nothing was heard for `waitMs`. */
  settle(): readonly Outcome[] {
    return this.#endByTime()
  }

  /** The window lost the keyboard: what was begun goes on somewhere else. */
  cut(): readonly Outcome[] {
    const isLost = this.#printable >= SCAN_CHARACTERS_MIN && !this.#told && !this.#isNative
    if (isLost) this.#broken ??= 'cut'
    return this.#over(isLost).filter(({ kind }) => kind !== 'typed')
  }

  #hearRepeat(stroke: Stroke): Heard {
    const isFirst = this.#strokes.length === 0
    if (stroke.inField) return { kept: isEnd(stroke) || isCommand(stroke), outcomes: [] }
    if (isFirst && isMove(stroke.code)) return { kept: false, outcomes: [] }
    this.#repeats++
    if (!isFirst) this.#at = stroke.at
    if (this.#strokes.length > 1) this.#broken ??= 'stuck'
    if (this.#repeats !== REPEATS_MAX) return { kept: true, outcomes: [] }
    this.#told = !isFirst
    return { kept: true, outcomes: [{ kind: 'broken', why: 'stuck', inField: false }] }
  }

  #hearEnd(stroke: Stroke, numbers: boolean): Heard {
    const { at, ctrl } = stroke
    if (this.#strokes.length === 0) {
      const isLate = at - this.#endlessAt <= LATE_END_MS_MAX
      // The scanner that seemed to send no end does send one.
      if (isLate) this.#endsByKey = true
      this.#endlessAt = Number.NEGATIVE_INFINITY
      return { kept: this.#isMore(at) || isLate, outcomes: [] }
    }
    this.#note(at)
    if (this.#isScan(numbers)) return { kept: true, outcomes: this.#endByKey(at) }
    // Nobody follows a command with Enter as quickly as this; a symbol of control characters does.
    return { kept: this.#commands > 0 || (ctrl && !stroke.inField), outcomes: this.#over(false) }
  }

  /** Right behind the end of a scan comes nothing but more of the scanner's. */
  #isMore(at: number): boolean {
    const isMore = at - this.#endedAt <= SLOW_MS_MAX
    if (isMore) this.#endedAt = at
    return isMore
  }

  #hearKey(stroke: Stroke): Heard {
    const { code, ctrl, alt, meta, altGraph } = stroke
    if (alt && !ctrl && /^Numpad\d$/.test(code)) {
      this.#alt = (this.#alt + code.slice(-1)).slice(0, 8)
      return this.#keep(stroke)
    }
    if (isCommand(stroke) && !meta) return this.#hearCommand(stroke)
    const character = meta || alt || altGraph ? null : usCharacter(code, stroke)
    const isEmpty = this.#strokes.length === 0
    if (character !== null && !(isEmpty && ctrl && character !== GS)) {
      const heard = this.#keep(stroke)
      // Keys before it that would do something, this soon: they stand for characters, and it is not known for which.
      if (this.#commands > 0) this.#broken ??= 'garbled'
      this.#append(character)
      return { ...heard, outcomes: this.#tell() }
    }
    // Enter and Space press, whatever is held with them.
    const isPress = /^(Enter|NumpadEnter|Space)$/.test(code)
    if (isEmpty) return { kept: this.#isMore(stroke.at) || isPress, outcomes: [] }
    // A person edits while they type; elsewhere nobody moves this soon after a character, but scanners send moves for some.
    const isPerson = stroke.inField ? !this.#isQuickScan() : this.#text === '' && this.#commands === 0
    if (isPerson && this.#broken === null) return { kept: false, outcomes: this.#over(false) }
    this.#broken ??= 'garbled'
    return this.#keep(stroke)
  }

  /** Within a scan such a key stands for a character, but for which one every maker says differently. */
  #hearCommand(stroke: Stroke): Heard {
    const heard = this.#keep(stroke)
    if (stroke.alt) this.#held++
    if (this.#text !== '' || this.#held > HELD_MAX || this.#commands > COMMANDS_MAX)
      this.#broken ??= 'garbled'
    return heard
  }

  #paused(at: number): boolean {
    const { waitMs } = this
    return waitMs !== null && at - this.#at > waitMs
  }

  #note(at: number): void {
    const gap = this.#strokes.length === 0 ? 0 : at - this.#at
    // The rests of a quick scan do not make it a slow one.
    if (gap <= QUICK_MS_MAX || !this.#isQuickScan()) this.#gapMax = Math.max(this.#gapMax, gap)
    this.#at = at
  }

  #keep(stroke: Stroke): Heard {
    if (this.#strokes.length === 0) this.#follows = stroke.at - this.#endedAt <= SLOW_MS_MAX
    this.#note(stroke.at)
    this.#endlessAt = Number.NEGATIVE_INFINITY
    if (isCommand(stroke)) this.#commands++
    this.#isNative ||= stroke.inField
    // Of a broken scan only the pace matters any more.
    if (this.#broken === null || this.#strokes.length === 0) this.#strokes.push(stroke)
    return { kept: true, outcomes: [] }
  }

  #append(character: string): void {
    if (isPrintable(character)) this.#printable++
    if (this.#broken !== null) return
    this.#same = this.#text.endsWith(character) ? this.#same + 1 : 1
    this.#text += character
    if (this.#same >= SAME_MAX) this.#broken = 'stuck'
    else if (this.#text.length > SCAN_CHARACTERS_MAX) this.#broken = 'overlong'
  }

  /** An endless one is told at once, the others when they are over. */
  #tell(): readonly Outcome[] {
    if (this.#told || (this.#broken !== 'stuck' && this.#broken !== 'overlong')) return []
    this.#told = true
    return [{ kind: 'broken', why: this.#broken, inField: false }]
  }

  #isQuickScan(): boolean {
    return this.#printable >= SCAN_CHARACTERS_MIN && this.#gapMax <= QUICK_MS_MAX
  }

  #isScan(numbers: boolean): boolean {
    if (this.#broken !== null || this.#isQuickScan()) return true
    if (this.#follows && !this.#isNative) return true
    if (this.#isNative || this.#printable < SCAN_CHARACTERS_MIN) return false
    return !numbers || this.#printable >= SLOW_DIGITS_MIN || !/^\d*$/.test(this.#text)
  }

  #endByKey(at: number): readonly Outcome[] {
    this.#endsByKey = true
    this.#endedAt = at
    return this.#over(true)
  }

  #endByTime(): readonly Outcome[] {
    if (this.#strokes.length === 0) return []
    const isQuick = this.#isQuickScan()
    const isLong = isQuick || this.#printable > SLOW_DIGITS_MIN
    const isScan = this.#broken !== null || ((isLong || this.#follows) && !this.#isNative)
    if (isScan) this.#endlessAt = this.#at
    if (isScan && (this.#endsByKey || !isQuick)) this.#broken ??= 'unended'
    return this.#over(isScan)
  }

  /** Everything kept is let go, as a scan or as a person's keys. */
  #over(isScan: boolean): readonly Outcome[] {
    const inField = this.#isNative
    const isQuick = this.#isQuickScan()
    // A line of a text, a control character behind the end: no code is as short.
    if (isScan && this.#printable < SCAN_CHARACTERS_MIN) this.#broken ??= 'garbled'
    const [strokes, text, broken, told] = [this.#strokes, this.#text, this.#broken, this.#told]
    this.#strokes = []
    this.#text = ''
    this.#alt = ''
    this.#printable = 0
    this.#gapMax = 0
    this.#same = 0
    this.#commands = 0
    this.#held = 0
    this.#isNative = false
    this.#broken = null
    this.#told = false
    this.#follows = false
    if (broken !== null) return told ? [] : [{ kind: 'broken', why: broken, inField: inField && isQuick }]
    if (isScan) return [{ kind: 'scan', text, inField }]
    const typed = strokes.filter((stroke) => !stroke.inField || isCommand(stroke))
    return typed.length === 0 ? [] : [{ kind: 'typed', strokes: typed }]
  }
}
