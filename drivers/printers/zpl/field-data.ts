/** What ZPL reads as a command or as an escape, and all that is not printable ASCII. */
const unsafe = /[\^~_]|[^ -~]/gu

/**
 * A field's data (`^FD`) in which nothing can be a command: whatever could is written as hex of its UTF-8 bytes (`^FH`).
 */
export function fieldData(text: string): string {
  if (text.search(unsafe) < 0) return `^FD${text}`
  const escaped = text.replace(unsafe, (sign) =>
    [...Buffer.from(sign, 'utf8')]
      .map((byte) => `_${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join(''),
  )
  return `^FH_^FD${escaped}`
}
