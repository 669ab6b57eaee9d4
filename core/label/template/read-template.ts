import type { z } from 'zod'
import { scanJson } from '../../encoding/json-scan.ts'
import { fromUtf8 } from '../../encoding/utf8.ts'
import { BondmarkError } from '../../errors/bondmark-error.ts'
import { checkTemplate } from './check-template.ts'
import { pathOf } from './path.ts'
import { type LabelTemplate, labelTemplate } from './template-schema.ts'

/** The largest document that is read, in bytes: images are most of it. */
export const templateBytesMax = 512 * 1024

const malformed = (path: string, why: string): BondmarkError =>
  new BondmarkError('template-malformed', { path, why: why.slice(0, 200) })

/** Members that pin a symbol's size. */
const pins = new Set<PropertyKey | undefined>(['version', 'level', 'mask', 'modules', 'module'])

function refusal(issue: z.core.$ZodIssue): BondmarkError {
  const inner = issue.code === 'invalid_union' ? nearest(issue.errors) : undefined
  const path = pathOf([...issue.path, ...(inner?.path ?? [])])
  const last = issue.path[0] === 'elements' ? issue.path.at(-1) : undefined
  const isUnsaid = issue.code === 'invalid_value' || issue.message.includes('received undefined')
  if (isUnsaid && last === 'fit') return new BondmarkError('template-fit-missing', { path })
  if (isUnsaid && pins.has(last)) return new BondmarkError('template-symbol-unpinned', { path })
  return malformed(path, inner?.message ?? issue.message)
}

/** Of the forms that a value might have had, what keeps it from the one that it has most of. */
function nearest(forms: readonly (readonly z.core.$ZodIssue[])[]): z.core.$ZodIssue | undefined {
  const inside = forms.filter(([first]) => first !== undefined && first.path.length > 0)
  const [best] = (inside.length > 0 ? inside : forms).toSorted((a, b) => a.length - b.length)
  return best?.[0]
}

function parse(bytes: Uint8Array): unknown {
  if (bytes.length > templateBytesMax) throw malformed('/', `larger than ${templateBytesMax} bytes`)
  const text = fromUtf8(bytes)
  if (text === null) throw malformed('/', 'not UTF-8')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw malformed('/', error instanceof Error ? error.message : 'not JSON')
  }
  const [repeated] = scanJson(text).repeatedKeys
  if (repeated !== undefined) throw malformed(pathOf(repeated), 'stands here twice')
  return value
}

/**
 * Reads a label document: its bytes, or the value of its JSON. What it returns can be laid out or is refused by the
 * layout with a typed error; nothing of it is taken on trust.
 *
 * @throws BondmarkError naming the place in the document as `path`: `template-malformed` `{path, why}`, and for what is
 * well-formed but must not be printed a code of its own (see `checkTemplate`)
 */
export function readTemplate(document: Uint8Array | unknown): LabelTemplate {
  const value = document instanceof Uint8Array ? parse(document) : document
  const parsed = labelTemplate.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw issue ? refusal(issue) : malformed('/', '')
  }
  checkTemplate(parsed.data)
  return parsed.data
}
