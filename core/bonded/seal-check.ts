import type { Failure } from '../errors/bondmark-error.ts'
import { whyContainerOdd } from './container-number.ts'

export const sealResults = ['ok', 'differs', 'missing'] as const
export type SealResult = (typeof sealResults)[number]

/** What a notice says of its container, and what stands on the doors; null where there is none. */
export interface ContainerAndSeal {
  readonly container: string | null
  readonly seal: string | null
}

/**
 * Letters and digits alone, of any script: stamped numbers are read with or without spaces, dashes and capitals, and typed in
 * full width by Chinese keyboards.
 */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '')

const same = (one: string | null, other: string | null): boolean => plain(one ?? '') === plain(other ?? '')

/**
 * Compares what is on the doors with the plan. A seal that is gone is `missing`; another seal, or another container, is
 * `differs`. Warnings change nothing: a container's number that is odd by ISO 6346.
 */
export function checkSeal(
  planned: ContainerAndSeal,
  found: ContainerAndSeal,
): { readonly result: SealResult; readonly warnings: readonly Failure[] } {
  const container = found.container ?? planned.container
  const odd = container === null ? null : whyContainerOdd(plain(container))
  const warnings: Failure[] = odd === null ? [] : [{ code: odd, detail: { container: container ?? '' } }]
  if (planned.seal !== null && found.seal === null) return { result: 'missing', warnings }
  const isSame = same(planned.container, found.container) && same(planned.seal, found.seal)
  return { result: isSame ? 'ok' : 'differs', warnings }
}
