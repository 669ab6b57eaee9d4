import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** scrypt parameters as in a PHC string: cost 2^ln, block size r, parallelism p. */
export interface ScryptCost {
  readonly ln: number
  readonly r: number
  readonly p: number
}

/** What FORMATS fixes for PIN commitments, and what passcodes and vaults use too: 16 MiB, about 25 ms. */
export const SCRYPT_COST: ScryptCost = { ln: 14, r: 8, p: 1 }

/** scrypt (RFC 7914) off the main thread. `length` in bytes. */
export function deriveKey(
  secret: string | Uint8Array,
  salt: Uint8Array,
  length: number,
  cost = SCRYPT_COST,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const options = { N: 2 ** cost.ln, r: cost.r, p: cost.p, maxmem: 64 * 1024 * 1024 }
    scrypt(secret, salt, length, options, (error, key) =>
      error ? reject(error) : resolve(new Uint8Array(key)),
    )
  })
}

/** `n` bytes from the operating system's CSPRNG. */
export const random = (n: number): Uint8Array => new Uint8Array(randomBytes(n))

/** Comparison whose time does not tell where two secrets differ. */
export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && timingSafeEqual(a, b)
