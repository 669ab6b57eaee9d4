import { isRecord } from './json-shape.ts'
import type { Namespaces } from './namespaces.ts'

/**
 * Where a sensor element or report stands among its siblings when its extensions are written behind the ILMD (CBV 2.0):
 * by name, text and children, children first sorted the same way. The text of the algorithm does not say; the reference
 * implementation sorts its trees so.
 */
export interface ExtensionOrder {
  readonly name: string
  readonly text: string
  readonly children: readonly ExtensionOrder[]
}

/** Levels that are looked at: deeper ones do not tell siblings apart. */
const LEVELS = 8

/** An object's place, as {@link compareNodes} compares it. */
export function orderOf(value: unknown, namespaces: Namespaces, name = '', level = 0): ExtensionOrder {
  if (isRecord(value) && level < LEVELS) {
    const children = Object.entries(value).flatMap(([key, child]) =>
      (Array.isArray(child) ? child.flat(LEVELS) : [child]).map((one) =>
        orderOf(one, namespaces, namespaces.expandKey(key), level + 1),
      ),
    )
    return { name, text: '', children: children.sort(compareNodes) }
  }
  return { name, text: textOf(value, namespaces), children: [] }
}

function textOf(value: unknown, namespaces: Namespaces): string {
  if (typeof value === 'string') return namespaces.expandValue(value)
  // What is nested still deeper has no text: writing it out would need as many calls as it has levels.
  return typeof value === 'object' && value !== null ? '' : String(value)
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Compares as Python compares tuples and lists. */
export function compareNodes(a: ExtensionOrder, b: ExtensionOrder): number {
  const own = compareText(a.name, b.name) || compareText(a.text, b.text)
  if (own !== 0) return own
  const shared = Math.min(a.children.length, b.children.length)
  for (let i = 0; i < shared; i++) {
    const [x, y] = [a.children[i], b.children[i]]
    const difference = x === undefined || y === undefined ? 0 : compareNodes(x, y)
    if (difference !== 0) return difference
  }
  return a.children.length - b.children.length
}
