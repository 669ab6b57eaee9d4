import { BondmarkError } from '../../errors/bondmark-error.ts'
import { parseBoundText } from './binding.ts'
import { checkBindings } from './check-bindings.ts'
import { checkLetters } from './check-letters.ts'
import { checkSymbols } from './check-symbols.ts'
import { pathOf } from './path.ts'
import { pngSize } from './png-header.ts'
import type { LabelElement, LabelTemplate } from './template-schema.ts'

const idsOf = (element: LabelElement): string[] => {
  if (element.type === 'scratch-panel') return [element.id, element.pin.id]
  if (element.type !== 'list') return [element.id]
  return [element, ...element.columns, ...(element.more ? [element.more] : [])].map(({ id }) => id)
}

/** Elements that one's place or `over` names. */
function referencesOf({ y, over }: LabelElement): string[] {
  const places = typeof y === 'object' ? ('below' in y ? [y.below] : 'level' in y ? [y.level] : []) : []
  return [...places, ...(over ?? [])]
}

function checkIds({ elements }: LabelTemplate): void {
  const earlier = new Set<string>()
  const ids = new Set<string>()
  for (const [index, element] of elements.entries()) {
    const path = pathOf(['elements', index])
    for (const id of idsOf(element)) {
      if (ids.has(id)) throw new BondmarkError('template-id-repeated', { path, element: id })
      ids.add(id)
    }
    const unknown = referencesOf(element).find((id) => !earlier.has(id))
    if (unknown !== undefined)
      throw new BondmarkError('template-reference-unknown', { path, element: unknown })
    earlier.add(element.id)
  }
}

const widthOf = (element: LabelElement): number => {
  if (element.type === 'line') return element.direction === 'across' ? element.length : element.thickness
  return 'width' in element ? element.width : 0
}
const heightOf = (element: LabelElement): number => {
  if (element.type === 'line') return element.direction === 'down' ? element.length : element.thickness
  if (element.type === 'list') return element.rows * element.rowHeight
  return 'height' in element ? element.height : 0
}

/** A tenth of a thousandth: sums of decimal fractions are not exact. */
const SLACK_MM = 0.0001

function isOnLabel(element: LabelElement, { size }: LabelTemplate): boolean {
  const { x, y } = element
  const left = typeof x === 'number' ? x : typeof x === 'object' ? x.right : 0
  const top = typeof y === 'number' ? y : 0
  return left + widthOf(element) <= size.width + SLACK_MM && top + heightOf(element) <= size.height + SLACK_MM
}

/** What a label is read and told by: it stands on white, and nothing stands on it, however a document says so. */
function standsAlone(element: LabelElement): boolean {
  return 'module' in element || element.type === 'scratch-panel' || marksTraining(element)
}

function checkOver(element: LabelElement, path: string, { elements }: LabelTemplate): void {
  const { id, over } = element
  const forbidden = elements.find(
    (other) => over?.includes(other.id) && (standsAlone(element) || standsAlone(other)),
  )
  if (forbidden !== undefined)
    throw new BondmarkError('template-over-forbidden', { path, element: id, other: forbidden.id })
}

function checkElement(element: LabelElement, index: number, template: LabelTemplate): void {
  const at = { path: pathOf(['elements', index]), element: element.id }
  checkOver(element, at.path, template)
  if (!isOnLabel(element, template)) throw new BondmarkError('template-off-label', at)
  checkColumns(element, at.path)
  if (element.type === 'list' && template.kind === 'unit')
    throw new BondmarkError('template-field-unknown', { path: `${at.path}/of`, field: element.of })
  if (template.kind !== 'unit') {
    if (element.type === 'scratch-panel') throw new BondmarkError('template-panel-misplaced', at)
    return
  }
  if (element.type === 'qr' && element.text !== '{link}') throw new BondmarkError('template-qr-unsealed', at)
  const panels = template.elements.filter(({ type }) => type === 'scratch-panel')
  if (panels.length > 1 && panels[1] === element) throw new BondmarkError('template-panel-misplaced', at)
}

/** Of all images of a document, before they are scaled: they are unpacked while a station waits. */
const IMAGE_DOTS_MAX = 4096 * 4096

function checkImages({ elements }: LabelTemplate): void {
  let dots = 0
  for (const [index, element] of elements.entries()) {
    const size = element.type === 'image' ? pngSize(element.png) : { width: 0, height: 0 }
    const at = { path: pathOf(['elements', index]), element: element.id }
    if (size === null) throw new BondmarkError('template-image-malformed', at)
    dots += size.width * size.height
    if (dots > IMAGE_DOTS_MAX)
      throw new BondmarkError('template-malformed', {
        path: at.path,
        why: 'images of more than 16,777,216 dots',
      })
  }
}

/** Columns stand within their list. */
function checkColumns(element: LabelElement, path: string): void {
  if (element.type !== 'list') return
  const outside = element.columns.find(({ x, width }) => x + width > element.width + SLACK_MM)
  if (outside !== undefined) throw new BondmarkError('template-off-label', { path, element: outside.id })
}

/** Whether an element carries, on every label, what the label is known by when it is scanned back. */
function identifies(element: LabelElement, { kind }: LabelTemplate): boolean {
  if (element.when !== undefined) return false
  if (kind === 'unit') return element.type === 'qr'
  return element.type === 'gs1-128' && element.data.some(({ ai, value }) => ai === '00' && value === '{sscc}')
}

/** Whether the word is a text's own: behind `or:` it would stand only where a value is missing. */
const saysTraining = (text: string): boolean =>
  (parseBoundText(text) ?? []).some((part) => typeof part === 'string' && part.includes('TRAINING'))

function marksTraining(element: LabelElement): boolean {
  if (element.type !== 'text' || element.fit === 'ellipsis') return false
  const texts = typeof element.text === 'string' ? [element.text] : Object.values(element.text)
  const always = (element.when ?? []).every((c) => 'is' in c && c.field === 'training' && c.is === 'true')
  return always && texts.every(saysTraining)
}

/**
 * What a schema cannot say of a document, checked when it is read; each with its own code, and the place as `path`.
 *
 * @throws BondmarkError `template-id-repeated`, `template-reference-unknown`, `template-over-forbidden`, `template-off-label`,
 * `template-image-malformed`, `template-panel-misplaced`, `template-qr-unsealed`, `template-identity-missing` (no sealed
 * QR code on a unit's label, no SSCC as GS1-128 on a case's or pallet's), `template-training-unmarked`, and those of
 * {@link checkBindings}, {@link checkLetters} and {@link checkSymbols}
 */
export function checkTemplate(template: LabelTemplate): void {
  checkIds(template)
  for (const [index, element] of template.elements.entries()) checkElement(element, index, template)
  checkImages(template)
  checkBindings(template)
  checkLetters(template)
  checkSymbols(template)
  if (!template.elements.some((element) => identifies(element, template)))
    throw new BondmarkError('template-identity-missing', { kind: template.kind })
  if (!template.elements.some(marksTraining)) throw new BondmarkError('template-training-unmarked')
}
