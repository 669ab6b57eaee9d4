import { autoCode128, code128, fnc1 } from '../drawing/code-128.ts'
import { refuse } from '../drawing/refusal.ts'

type Subset = 'A' | 'B' | 'C'

const starts: Record<string, readonly [Subset, number]> = {
  '9': ['A', code128.startA],
  ':': ['B', code128.startB],
  ';': ['C', code128.startC],
}

const changes: Record<string, readonly [Subset, number]> = {
  '5': ['C', code128.toC],
  '6': ['B', code128.toB],
  '7': ['A', code128.toA],
}

/** What `>` and a sign stand for in any subset, and the letters that have no other way in. */
const signs: Record<string, number> = {
  '<': 62,
  '0': 30,
  '=': 94,
  '1': 95,
  '2': code128.FNC3,
  '3': code128.FNC2,
  '4': code128.SHIFT,
  '8': code128.FNC1,
}

/** `^BC` in mode N: the data say themselves in which subset they are; B when they do not. */
export function invokedCode128(data: string): number[] {
  const start = data[0] === '>' ? starts[data[1] ?? ''] : undefined
  let [subset, first] = start ?? (['B', code128.startB] as const)
  const words = [first]
  for (let at = start === undefined ? 0 : 2; at < data.length; ) {
    const letter = data[at] ?? ''
    if (letter === '>') {
      const sign = data[at + 1] ?? ''
      const change = changes[sign]
      const word = change === undefined ? signs[sign] : change[1]
      if (word === undefined) refuse(`the invocation ${JSON.stringify(`>${sign}`)}`)
      if (change?.[0] === subset) refuse('a change into the subset that it is in')
      if (subset === 'C' && change === undefined && word !== code128.FNC1) refuse('a letter in subset C')
      words.push(word)
      subset = change?.[0] ?? subset
      at += 2
      continue
    }
    if (subset === 'B') {
      const code = letter.charCodeAt(0)
      if (code < 32 || code > 126) refuse('a letter that subset B does not have')
      words.push(code - 32)
      at++
      continue
    }
    // Subsets A and C are given as pairs of digits.
    const pair = data.slice(at, at + 2)
    if (!/^\d\d$/.test(pair) || (subset === 'A' && Number(pair) > 95))
      refuse('no pair of digits in subset A or C')
    words.push(Number(pair))
    at += 2
  }
  return words
}

/** Mode A: the printer chooses. Mode D: the same with FNC1 first; brackets and spaces are for reading only. */
export function chosenCode128(data: string, gs1: boolean): number[] {
  const text = (gs1 ? data.replace(/[() ]/g, '') : data).replaceAll('>8', fnc1)
  if (text.includes('>')) refuse('an invocation in automatic mode')
  const words = autoCode128(gs1 ? `${fnc1}${text}` : text)
  return words ?? refuse('a letter that Code 128 does not have')
}

/** Mode U: nineteen digits of an SSCC with its AI; FNC1 and the check digit are put in. */
export function caseCode128(data: string): number[] {
  if (!/^\d{19}$/.test(data)) refuse('no nineteen digits')
  const sum = [...data].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0)
  return autoCode128(`${fnc1}${data}${(10 - (sum % 10)) % 10}`) ?? refuse('no nineteen digits')
}
