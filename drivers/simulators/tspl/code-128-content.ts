import { autoCode128, code128, fnc1 } from '../drawing/code-128.ts'
import { refuse } from '../drawing/refusal.ts'

type Subset = 'A' | 'B' | 'C'

const subsetAfter: Record<number, Subset> = {
  [code128.startA]: 'A',
  [code128.startB]: 'B',
  [code128.startC]: 'C',
  [code128.toA]: 'A',
  [code128.toB]: 'B',
  [code128.toC]: 'C',
}

/** 128M: code words beyond the letters as `!` and three digits, `!096` to `!105`; subset B when none is begun. */
export function manualCode128(content: string): number[] {
  const start = Number(/^!(10[345])/.exec(content)?.[1] ?? code128.startB)
  const words = [start]
  let subset: Subset = subsetAfter[start] ?? 'B'
  for (let at = content.startsWith(`!${start}`) ? 4 : 0; at < content.length; ) {
    const letter = content[at] ?? ''
    if (letter === '!') {
      const word = Number(/^!(09[6-9]|10[0-2])/.exec(content.slice(at, at + 4))?.[1] ?? Number.NaN)
      if (Number.isNaN(word)) refuse(`the control code ${JSON.stringify(content.slice(at, at + 4))}`)
      if (subset === 'C' && word < code128.toB) refuse('a control code that subset C does not have')
      words.push(word)
      subset = subsetAfter[word] ?? subset
      at += 4
    } else if (subset === 'C') {
      const pair = content.slice(at, at + 2)
      if (!/^\d\d$/.test(pair)) refuse('no pair of digits in subset C')
      words.push(Number(pair))
      at += 2
    } else {
      const code = letter.charCodeAt(0)
      const isIn = subset === 'B' ? code >= 32 && code <= 127 : code < 96
      if (!isIn) refuse('a letter that the subset does not have')
      words.push(code < 32 ? code + 64 : code - 32)
      at++
    }
  }
  return words.length > 1 ? words : refuse('no data')
}

/** 128: the printer chooses subsets. EAN128: the same with FNC1 first, and `!102` for it between. */
export function chosenCode128(content: string, gs1: boolean): number[] {
  if (gs1 && /[()]/.test(content)) refuse('brackets, which some firmware puts into the symbol')
  const text = gs1 ? fnc1 + content.replaceAll('!102', fnc1) : content
  if (gs1 && text.includes('!')) refuse('a control code that EAN128 does not have')
  return (content === '' ? null : autoCode128(text)) ?? refuse('a letter that Code 128 does not have')
}
