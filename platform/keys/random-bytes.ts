import { randomBytes } from 'node:crypto'

/** Gives `n` fresh bytes that nobody can foresee. */
export type RandomBytes = (n: number) => Uint8Array

/** The operating system's. */
export const systemRandomBytes: RandomBytes = (n) => new Uint8Array(randomBytes(n))
