import { describe, expect, it } from 'vitest'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { seededRandom } from '../shift/seeded-random.ts'
import { decoders } from './decoders.ts'
import { describeCrash, fuzzDecoder } from './fuzz-decoder.ts'

const seed = Number(process.env.BONDMARK_FUZZ_SEED ?? 20261125)
const INPUTS = 1_000

describe(`every decoder answers whatever comes with a value or a typed error (seed ${seed})`, () => {
  it.each(decoders.map((decoder) => [decoder.name, decoder] as const))('%s', (_, decoder) => {
    let left = Math.ceil(INPUTS / (decoder.cost ?? 1))
    const crash = fuzzDecoder(decoder, seededRandom(seed), () => left-- > 0)
    expect(crash === null ? null : describeCrash(crash, seed)).toBeNull()
  })
})

describe('the fuzzing itself', () => {
  it('finds a planted crash, and makes its input as short as it can be', () => {
    const planted = {
      name: 'planted',
      corpus: [new TextEncoder().encode('a text that is sound')],
      decode: (bytes: Uint8Array) => {
        if (bytes.includes(0)) throw new TypeError('a zero')
      },
    }
    const crash = fuzzDecoder(planted, seededRandom(seed), () => true)
    expect(crash?.input).toEqual(Uint8Array.of(0))
    expect(crash && describeCrash(crash, seed)).toContain('planted, seed')
  })

  it('takes a typed refusal for an answer', () => {
    const refusing = {
      name: 'refusing',
      corpus: [new Uint8Array(1)],
      decode: () => {
        throw new BondmarkError('internal')
      },
    }
    let left = 20
    expect(fuzzDecoder(refusing, seededRandom(seed), () => left-- > 0)).toBeNull()
  })
})
