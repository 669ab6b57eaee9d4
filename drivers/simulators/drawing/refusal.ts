/** Why a strict interpreter does not take a command. Thrown and caught within one reading. */
export class Refusal extends Error {
  readonly reason: string

  constructor(reason: string) {
    super(reason)
    this.name = 'Refusal'
    this.reason = reason
  }
}

export function refuse(reason: string): never {
  throw new Refusal(reason)
}

export const outOfBounds = 'parameters missing, surplus or out of bounds'

/** What `work` refuses, or undefined. */
export function refusalOf(work: () => void): string | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    if (error instanceof Refusal) return error.reason
    throw error
  }
}
