import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { Decoder } from './decoder.ts'
import { mutated, type Random } from './mutate.ts'

/** An input that made a decoder fail in a way that no caller expects. */
export interface Crash {
  readonly decoder: string
  readonly error: unknown
  /** As short as it could be made, still failing alike. */
  readonly input: Uint8Array
}

/** Whether a decoder took the input or refused it as it should; otherwise what it threw. */
export function unexpectedError({ decode }: Decoder, input: Uint8Array): unknown {
  try {
    decode(input)
    return undefined
  } catch (error) {
    return error instanceof BondmarkError ? undefined : (error ?? new Error('undefined was thrown'))
  }
}

/** Hands a decoder mutated inputs while `more` says so; answers the first crash, or null. */
export function fuzzDecoder(decoder: Decoder, random: Random, more: () => boolean): Crash | null {
  for (const input of decoder.corpus) {
    const error = unexpectedError(decoder, input)
    if (error !== undefined) return { decoder: decoder.name, error, input }
  }
  while (more()) {
    const input = mutated(decoder.corpus, random)
    const error = unexpectedError(decoder, input)
    if (error !== undefined) return { decoder: decoder.name, error, input: shrink(decoder, input, error) }
  }
  return null
}

const TRIES_MAX = 2_000

/** Leaves out pieces, large ones first, as long as the decoder fails with the same message. */
function shrink(decoder: Decoder, input: Uint8Array, error: unknown): Uint8Array {
  const alike = (other: unknown) => other !== undefined && String(other) === String(error)
  let [least, tries] = [input, 0]
  for (let size = Math.ceil(input.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at + size <= least.length && tries < TRIES_MAX; tries++) {
      const shorter = Uint8Array.from([...least.subarray(0, at), ...least.subarray(at + size)])
      if (alike(unexpectedError(decoder, shorter))) least = shorter
      else at += size
    }
  }
  return least
}

/** What to print of a crash, so that it can be had again. */
export function describeCrash({ decoder, error, input }: Crash, seed: number): string {
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `${decoder}, seed ${seed}: ${what}\ninput (base64): ${Buffer.from(input).toString('base64')}\nas text: ${JSON.stringify(Buffer.from(input).toString('latin1').slice(0, 500))}`
}
