/**
 * What a scan does that lands in a text field. `away`: the field is left as it was, and the scan goes where scans go. `next`: the
 * field keeps it, as the scanner meant it, and the next field comes up; for badges. `submit`: the field keeps it and its Enter counts,
 * as in a search.
 */
export type ScanInField = 'away' | 'next' | 'submit'

type Field = HTMLInputElement | HTMLTextAreaElement

export function isTextField(target: EventTarget | null): target is HTMLElement {
  if (target instanceof HTMLInputElement)
    return !['button', 'submit', 'reset', 'checkbox', 'radio', 'file', 'range', 'color', 'image'].includes(
      target.type,
    )
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLElement && target.isContentEditable)
}

/** Said by `data-scan` on the field or around it. Passcodes are nobody's business here: they keep whatever comes. */
export function scanInField(field: HTMLElement): ScanInField {
  if (field instanceof HTMLInputElement && field.type === 'password') return 'submit'
  const said = field.closest<HTMLElement>('[data-scan]')?.dataset.scan
  return said === 'next' || said === 'submit' ? said : 'away'
}

/** A text field as it was before a scan began to land in it. */
export class FieldBefore {
  readonly element: HTMLElement
  readonly #value: string
  readonly #start: number
  readonly #end: number

  constructor(element: HTMLElement) {
    this.element = element
    const { value = '', selectionStart, selectionEnd } = element as Partial<Field>
    this.#value = value
    this.#start = selectionStart ?? value.length
    this.#end = selectionEnd ?? value.length
  }

  /**
   * Puts back what was there, with `text` in the place of what the scanner typed. An input method that is composing would add what it
   * holds afterwards: it lets go of it when the field loses the focus.
   */
  restore(text: string, isComposing: boolean): void {
    const { element } = this
    if (!(element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement)) return
    const value = this.#value.slice(0, this.#start) + text + this.#value.slice(this.#end)
    const isFocused = document.activeElement === element
    if (isComposing) element.blur()
    if (element.value !== value) {
      // React hears of a change only when the value is set behind its back.
      const prototype =
        element instanceof HTMLInputElement ? HTMLInputElement.prototype : HTMLTextAreaElement.prototype
      Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(element, value)
      element.dispatchEvent(new Event('input', { bubbles: true }))
    }
    if (isComposing && isFocused) element.focus()
  }

  /** Goes on to the field after this one. */
  toNext(): void {
    const fields = [
      ...(this.element.closest('form, [role=dialog]')?.querySelectorAll('input, textarea') ?? []),
    ]
    const next = fields.slice(fields.indexOf(this.element) + 1).find(isTextField)
    next?.focus()
  }
}
