/** What a printer finds in the bytes it receives. */
export type Received =
  | { readonly kind: 'format'; readonly zpl: Uint8Array }
  | { readonly kind: 'status' }
  | { readonly kind: 'errors' }
  | { readonly kind: 'stray'; readonly text: string }

const bytesMax = 1_000_000

/**
 * Cuts one connection's bytes into whole formats and immediate commands. What is left of a format when the connection
 * ends is never printed.
 */
export function createIntake(): { push(bytes: Uint8Array): Received[]; readonly partial: boolean } {
  let held = ''

  const next = (): Received | undefined => {
    held = held.replace(/^[\r\n\t ]+/, '')
    if (held.startsWith('^XA')) {
      const end = held.indexOf('^XZ')
      return end < 0 ? undefined : { kind: 'format', zpl: Buffer.from(cut(end + 3), 'latin1') }
    }
    if (held.startsWith('~HS')) {
      cut(3)
      return { kind: 'status' }
    }
    if (held.startsWith('~HQES')) {
      cut(5)
      return { kind: 'errors' }
    }
    const waiting = ['^XA', '~HS', '~HQES'].some((command) => command.startsWith(held))
    return waiting
      ? undefined
      : { kind: 'stray', text: cut(Math.max(1, held.slice(1).search(/[\^~]/) + 1 || held.length)) }
  }

  const cut = (length: number): string => {
    const head = held.slice(0, length)
    held = held.slice(length)
    return head
  }

  return {
    push: (bytes) => {
      held += Buffer.from(bytes).toString('latin1')
      const received: Received[] = []
      for (let found = next(); found !== undefined; found = next()) received.push(found)
      if (held.length > bytesMax) received.push({ kind: 'stray', text: cut(held.length) })
      return received
    },
    get partial() {
      return held.startsWith('^XA')
    },
  }
}
