import type { Failure } from '../../../core/errors/bondmark-error.ts'
import type { Framed, Framer } from '../framed.ts'
import { createSerialFramer } from '../serial/serial-framer.ts'
import type { SerialFraming } from '../serial/serial-framing.ts'
import { type HidKeyboardModel, typedBytes } from './hid-keyboard-models.ts'
import { isModifier, type KeyboardReports, readKeys } from './keyboard-reports.ts'
import { controlByte, key, usCharacter } from './us-keys.ts'

/** While a key is down no scanner presses more others than this: the boot report has six places. */
const LATER_PRESSES_MAX = 6
const ALT_DIGITS_MAX = 4

const named = (code: number) => `0x${code.toString(16).padStart(2, '0')}`
const lostKeys = (reason: string): Failure => ({ code: 'scan-keys-lost', detail: { reason } })

/** The character of an Alt code: those below 128, and Latin-1's by a leading zero. Others depend on a code page. */
function altCharacter(digits: string): string | undefined {
  const code = Number(digits)
  const isLatin1 = digits.startsWith('0') && code >= 160 && code <= 255
  return code < 128 || isLatin1 ? String.fromCharCode(code) : undefined
}

/**
 * Frames what a scanner types, one HID report a push: keys that went down since the report before become characters, and
 * characters symbols. Where a character may be missing or wrong, the whole symbol is refused: a report that could not tell
 * what is down, a key without a character, keys without an order, a key that stays down.
 */
export function createKeyboardFramer(
  reports: KeyboardReports,
  model: HidKeyboardModel,
  framing: SerialFraming = model.framing,
): Framer {
  const stream = createSerialFramer(framing)
  /** What is down, by report id: the reports of one keyboard add up. */
  const downIn = new Map<number, readonly number[]>()
  /** Keys that are down, with how many others went down since. */
  const down = new Map<number, number>()
  /** Keys that stayed down: told once, until they are let go. */
  const stuck = new Set<number>()
  let altDigits = ''
  /** Why the symbol that is being typed will be refused. */
  let doubt: Failure | null = null
  /** The rest of a symbol whose beginning went with a stuck key. */
  let skipping = false
  /** A stuck key was let go just now: what is typed before a silence may have lost its first press of it. */
  let isDistrusted = false

  const isDown = (...codes: readonly number[]) => codes.some((code) => down.has(code))
  const isAlt = () => isDown(key.leftAlt, key.rightAlt)

  /** What the stream made of a byte; a symbol in doubt is refused instead. */
  const judge = (framed: readonly Framed[]): Framed[] => {
    const [first] = framed
    if (first === undefined) return []
    if (skipping) {
      skipping = false
      doubt = null
      return []
    }
    const why = doubt ?? (stuck.size > 0 || isDistrusted ? lostKeys('a key was stuck') : null)
    doubt = null
    isDistrusted = false
    return why === null ? [...framed] : [{ ok: false, ...why }]
  }
  const type = (text: string): Framed[] => {
    const framed = stream.push(Buffer.from(text, 'utf8'))
    return framed.length > 0 || stream.pendingBytes > 0 ? judge(framed) : endOfNothing()
  }
  /** An end came, and nothing readable before it: what was in doubt ends here as well. */
  const endOfNothing = (): Framed[] => {
    const why = skipping ? null : doubt
    skipping = false
    doubt = null
    return why === null ? [] : [{ ok: false, ...why }]
  }

  const endAltCode = (): Framed[] => {
    const digits = altDigits
    altDigits = ''
    if (digits === '') return []
    const character = altCharacter(digits)
    if (character !== undefined) return type(character)
    doubt ??= { code: 'scan-key-unknown', detail: { key: `Alt ${digits}` } }
    return []
  }

  const pressWithAlt = (code: number): Framed[] => {
    const digit = code === key.keypad0 ? 0 : code - key.keypad1 + 1
    if (digit < 0 || digit > 9 || altDigits.length === ALT_DIGITS_MAX)
      doubt ??= { code: 'scan-key-unknown', detail: { key: `Alt ${named(code)}` } }
    else altDigits += digit
    return []
  }

  const press = (code: number): Framed[] => {
    if (isAlt()) return pressWithAlt(code)
    const own = model.bytesOfKeys.get(code) ?? typedBytes.get(code)
    if (own !== undefined) {
      // No scanner shifts its Enter: the modifier was meant for an earlier key, and stayed down.
      if ([...down.keys()].some(isModifier)) doubt ??= lostKeys('a modifier stayed down')
      return type(String.fromCharCode(own))
    }
    const isControl = isDown(key.leftControl, key.rightControl)
    const byte = isControl ? controlByte(code) : undefined
    const character = isControl
      ? byte !== undefined && String.fromCharCode(byte)
      : usCharacter(code, isDown(key.leftShift, key.rightShift))
    if (character && !isDown(key.leftGui, key.rightGui)) return type(character)
    doubt ??= { code: 'scan-key-unknown', detail: { key: named(code) } }
    return []
  }

  const forgetSymbol = () => {
    stream.flush()
    altDigits = ''
    doubt = null
    skipping = false
    isDistrusted = false
  }

  /** What was begun goes with the key: a symbol with a key that stays down is none. */
  const tellStuck = (codes: readonly number[]): Framed[] => {
    forgetSymbol()
    for (const code of codes) stuck.add(code)
    return [{ ok: false, code: 'scan-key-stuck', detail: { key: codes.map(named).join(' ') } }]
  }

  const letGo = (now: ReadonlySet<number>): Framed[] => {
    const wasAlt = isAlt()
    for (const code of [...down.keys()]) {
      if (now.has(code)) continue
      down.delete(code)
      if (stuck.delete(code)) isDistrusted = true
    }
    return wasAlt && !isAlt() ? endAltCode() : []
  }

  const goDown = (code: number): Framed[] => {
    for (const [other, later] of down) if (!isModifier(other)) down.set(other, later + 1)
    down.set(code, 0)
    const typed = isModifier(code) ? [] : press(code)
    const held = [...down].filter(([other, later]) => later > LATER_PRESSES_MAX && !stuck.has(other))
    if (held.length === 0) return typed
    const told = tellStuck(held.map(([other]) => other))
    skipping = typed.length === 0
    return [...typed, ...told]
  }

  const forget = () => {
    downIn.clear()
    down.clear()
    stuck.clear()
    forgetSymbol()
  }

  const takeKeys = (reportId: number, keys: readonly number[], isUnordered: boolean): Framed[] => {
    downIn.set(reportId, keys)
    const all = [...downIn.values()].flat()
    const framed = letGo(new Set(all))
    // Modifiers first: they hold for the keys of the same report.
    const pressed = [...new Set(all)].filter((code) => !down.has(code))
    const modifiers = pressed.filter(isModifier)
    const others = pressed.filter((code) => !isModifier(code))
    if (isUnordered && others.length > 1) doubt ??= lostKeys('keys went down at once')
    return [...framed, ...[...modifiers, ...others].flatMap(goDown)]
  }

  /** What ends when nothing comes any more; keys that are still down are stuck. */
  const idle = (): Framed[] => {
    const held = [...down.keys()].filter((code) => !stuck.has(code))
    if (held.length > 0) return tellStuck(held)
    if (skipping) {
      forgetSymbol()
      return []
    }
    if (stream.pendingBytes === 0) isDistrusted = false
    const framed = judge(stream.idle())
    return framed.length > 0 ? framed : endOfNothing()
  }

  return {
    push: (report) => {
      const read = readKeys(reports, report)
      if (read === null) return []
      if (!read.ok) {
        const begun = stream.flush()
        doubt = null
        return [...begun, { ok: false, code: 'scan-report-malformed', detail: { reason: read.reason } }]
      }
      if (read.isPhantom) {
        doubt ??= lostKeys('the keyboard could not tell what is down')
        return []
      }
      return takeKeys(read.reportId, read.keys, read.isUnordered)
    },
    idle,
    flush: () => {
      const framed = judge(stream.flush())
      forget()
      return framed
    },
    get pendingBytes() {
      const held = [...down.keys()].filter((code) => !stuck.has(code)).length
      return (
        stream.pendingBytes + held + altDigits.length + (doubt === null && !skipping && !isDistrusted ? 0 : 1)
      )
    },
  }
}
