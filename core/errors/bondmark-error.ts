import type { Code } from './codes.ts'

/** What a code is about: small, JSON-safe values that the words interpolate as `{{name}}`. Never a secret. */
export type Detail = Readonly<Record<string, string | number | boolean | null>>

/** An expected failure as plain data, the form in which it crosses processes and sockets. */
export interface Failure {
  readonly code: Code
  readonly detail: Detail
}

/** An expected failure, thrown. Anything that is not one of these is a bug and crashes loudly. */
export class BondmarkError extends Error {
  readonly code: Code
  readonly detail: Detail

  constructor(code: Code, detail: Detail = {}, options?: ErrorOptions) {
    super(`${code} ${JSON.stringify(detail)}`, options)
    this.name = 'BondmarkError'
    this.code = code
    this.detail = detail
  }

  toFailure(): Failure {
    return { code: this.code, detail: this.detail }
  }
}
