import { BondmarkError } from '../../errors/bondmark-error.ts'
import { type Binding, bindingsOf, formats, mayMiss, parseBoundText } from './binding.ts'
import { fieldsOf } from './fields.ts'
import { pathOf } from './path.ts'
import type { Condition, LabelTemplate } from './template-schema.ts'
import { type PlacedText, textsOf } from './template-texts.ts'

/** Whether a condition keeps an element away from labels that lack the field. */
function guards(condition: Condition, field: string): boolean {
  if ('languages' in condition) return false
  if ('equals' in condition) return condition.field === field
  if (condition.field === 'mixed') return condition.is === 'false'
  return condition.field === field && condition.is === 'present'
}

function checkBinding({ field, formats: used }: Binding, text: PlacedText): void {
  const path = pathOf(text.path)
  const known = Object.hasOwn(text.fields, field) ? text.fields[field] : undefined
  if (known === undefined) throw new BondmarkError('template-field-unknown', { path, field })
  if (known.type === 'secret') throw new BondmarkError('template-pin-outside-panel', { path })
  if (known.type === 'truth') throw new BondmarkError('template-binding-malformed', { path, text: field })
  for (const { name, argument } of used) {
    const format = Object.hasOwn(formats, name) ? formats[name] : undefined
    if (!format?.of.includes(known.type) || !format.argument.test(argument))
      throw new BondmarkError('template-format-unknown', { path, format: name, field })
  }
  const guarded = text.when.some((condition) => guards(condition, field))
  if (known.optional && !guarded && !mayMiss({ field, formats: used }))
    throw new BondmarkError('template-field-may-miss', { path, field })
  if (text.letters?.fit === 'ellipsis' && known.type !== 'name')
    throw new BondmarkError('template-data-shortened', { path, field })
}

function checkCondition(condition: Condition, template: LabelTemplate, index: number): void {
  if ('languages' in condition) return
  const path = pathOf(['elements', index, 'when'])
  const { field } = condition
  const fields = fieldsOf[template.kind]
  const known = Object.hasOwn(fields, field) ? fields[field] : undefined
  const asksTruth = 'is' in condition && (condition.is === 'true' || condition.is === 'false')
  if (known === undefined || known.type === 'secret' || (known.type === 'truth') !== asksTruth)
    throw new BondmarkError('template-field-unknown', { path, field })
}

/**
 * Checks every binding and condition of a document.
 *
 * @throws BondmarkError `template-binding-malformed`, `template-field-unknown`, `template-format-unknown`,
 * `template-field-may-miss` (a field that some labels lack, with nothing said for them), `template-data-shortened` (an
 * ellipsis where data stands) and `template-pin-outside-panel`
 */
export function checkBindings(template: LabelTemplate): void {
  for (const text of textsOf(template)) {
    const parts = parseBoundText(text.text)
    if (parts === null || parts.length === 0)
      throw new BondmarkError('template-binding-malformed', { path: pathOf(text.path), text: text.text })
    for (const binding of bindingsOf(parts)) checkBinding(binding, text)
  }
  for (const [index, { when }] of template.elements.entries())
    for (const condition of when ?? []) checkCondition(condition, template, index)
}
