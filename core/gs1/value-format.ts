import type { Code } from '../errors/codes.ts'
import { DIGITS, membership, outside, SET_39, SET_64, SET_82 } from './character-set.ts'
import { PREFIX_DIGITS_MIN } from './value-rules/company-prefix.ts'
import { ruleNamed } from './value-rules/rules-by-name.ts'
import type { ValueRule } from './value-rules/value-rule.ts'

/** What characters a component holds, by the letter of its format. */
const sets = {
  N: { name: 'digits', holds: membership(DIGITS) },
  X: { name: 'cset82', holds: membership(SET_82) },
  Y: { name: 'cset39', holds: membership(SET_39) },
  Z: { name: 'cset64', holds: membership(SET_64) },
} as const
export type SetLetter = keyof typeof sets

/** One component of a value. Where it may be missing, `min` is still the least that it has when it is there. */
export interface Component {
  readonly set: SetLetter
  readonly min: number
  readonly max: number
  readonly optional: boolean
  readonly rules: readonly ValueRule[]
}

/** What is wrong with a value: which code, which rule, and where in the text. */
export interface ValueFault {
  readonly code: Code
  readonly at: number
  readonly rule: string
}

/**
 * The components of a format such as `N13,csum [X..17]` (see `ai-rows.ts`).
 *
 * @throws RangeError on a format that is not one: the table is ours
 */
export function readFormat(format: string): Component[] {
  return format.split(' ').map((part) => {
    const fields = /^(\[?)([NXYZ])(\.\.)?(\d+)\]?((?:,\w+)*)$/.exec(part)
    if (fields === null) throw new RangeError(`not a format: ${part}`)
    const [, optional, letter, upTo, digits, names = ''] = fields
    const set = letter as SetLetter
    const rules = names.split(',').slice(1).map(ruleNamed)
    return {
      set,
      min: upTo === undefined ? Number(digits) : 1,
      max: Number(digits),
      optional: optional !== '',
      rules: set === 'Z' ? [...rules, ruleNamed('cset64')] : rules,
    }
  })
}

type Check = (text: string, start: number, end: number) => ValueFault | null

/** Characters and lengths of all components, in their order. */
function checkShape(components: readonly Component[]): Check {
  const parts = components.map((part) => ({ ...part, ...sets[part.set] }))
  return (text, start, end) => {
    let at = start
    for (const { holds, name, min, max, optional } of parts) {
      if (at === end && optional) break
      const to = Math.min(end, at + max)
      const wrong = outside(holds, text, at, to)
      if (wrong >= 0) return { code: 'ai-character-forbidden', at: wrong, rule: name }
      if (to - at < min) return { code: 'ai-value-short', at: to, rule: 'length' }
      at = to
    }
    return at < end ? { code: 'ai-value-long', at, rule: 'length' } : null
  }
}

/** A company prefix at the start of digits that are all there is a rule that cannot be broken. */
function isImplied(rule: ValueRule, part: Component): boolean {
  return rule.name.startsWith('gcppos') && part.set === 'N' && part.min > PREFIX_DIGITS_MIN
}

/** The same for the many values of one component: most scans are made of them. */
function checkSingle({ set, min, max, rules }: Component): Check {
  const { holds, name } = sets[set]
  return (text, start, end) => {
    const wrong = outside(holds, text, start, Math.min(end, start + max))
    if (wrong >= 0) return { code: 'ai-character-forbidden', at: wrong, rule: name }
    if (end - start < min) return { code: 'ai-value-short', at: end, rule: 'length' }
    if (end - start > max) return { code: 'ai-value-long', at: start + max, rule: 'length' }
    for (let i = 0; i < rules.length; i++) {
      const fault = ruleFault(rules[i], text, start, end)
      if (fault !== null) return fault
    }
    return null
  }
}

function ruleFault(rule: ValueRule | undefined, text: string, start: number, end: number): ValueFault | null {
  if (rule === undefined) return null
  const at = rule.judge(text, start, end)
  return at < 0 ? null : { code: rule.code, at, rule: rule.name }
}

/**
 * Makes a check of `text[start, end)` as a value of these components: first characters and lengths, then the rules.
 * It answers null when the value holds.
 */
export function valueCheck(source: readonly Component[]): Check {
  const components = source.map((part) => ({
    ...part,
    rules: part.rules.filter((rule) => !isImplied(rule, part)),
  }))
  const [first] = components
  if (first !== undefined && components.length === 1) return checkSingle(first)
  const shape = checkShape(components)
  return (text, start, end) => {
    const fault = shape(text, start, end)
    if (fault !== null) return fault
    let from = start
    for (const { max, rules } of components) {
      if (from === end) break
      const to = Math.min(end, from + max)
      for (const rule of rules) {
        const broken = ruleFault(rule, text, from, to)
        if (broken !== null) return broken
      }
      from = to
    }
    return null
  }
}
