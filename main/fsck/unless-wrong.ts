import { BondmarkError } from '../../core/errors/bondmark-error.ts'

/** What can be read; null for what is refused as wrong. Any other error is one of the reader and is thrown on. */
export function unlessWrong<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof BondmarkError) return null
    throw error
  }
}

/** What JSON says; null for what is none. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
