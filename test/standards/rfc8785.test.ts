import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { fromUtf8, toUtf8 } from '../../core/encoding/utf8.ts'
import { canonicalBytes, parseCanonical } from '../../core/statement/canonical-json.ts'
import { vectorText } from './vectors.ts'

const folder = 'json-canonicalization'
const textOf = (bytes: Uint8Array): string => fromUtf8(bytes) ?? ''

describe('RFC 8785, the documents of its authors', () => {
  it.each(['arrays', 'french', 'structures', 'unicode', 'values', 'weird'])('%s', (name) => {
    const input = vectorText(folder, 'input', `${name}.json`)
    const output = vectorText(folder, 'output', `${name}.json`)
    expect(textOf(canonicalBytes(JSON.parse(input)))).toBe(output)
    expect(parseCanonical(toUtf8(output))).toEqual(JSON.parse(input))
    expect(() => parseCanonical(toUtf8(input))).toThrow(/json-not-canonical/)
  })

  it('writes the document of §3.2.2 to the bytes of §3.2.4', () => {
    const document =
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}'
    expect(Buffer.from(canonicalBytes(JSON.parse(document))).toString('hex')).toBe(
      `7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a5b3333333333333333332e333333333333332c
       31652b33302c342e352c302e3030322c31652d32375d2c22737472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d`.replaceAll(
        /\s/g,
        '',
      ),
    )
  })
})

const view = new DataView(new ArrayBuffer(8))
function numberOf(bits: bigint): number {
  view.setBigUint64(0, bits)
  return view.getFloat64(0)
}

describe('RFC 8785, numbers', () => {
  // Appendix B.
  it.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('%s is %s', (bits, text) => {
    const value = numberOf(BigInt(`0x${bits}`))
    expect(textOf(canonicalBytes(value))).toBe(text)
    expect(parseCanonical(toUtf8(text))).toBe(Object.is(value, -0) ? 0 : value)
  })

  it.each(['7fffffffffffffff', '7ff0000000000000', 'fff0000000000000'])('%s has no JSON', (bits) => {
    expect(() => canonicalBytes(numberOf(BigInt(`0x${bits}`)))).toThrow()
  })

  it('are written as in the first 10,000 lines of the published number file, by its SHA-256', () => {
    const lines: string[] = []
    for (const bits of numbersOfTheFile(10_000)) {
      const text = textOf(canonicalBytes(numberOf(bits)))
      expect(() => parseCanonical(toUtf8(text))).not.toThrow()
      lines.push(`${bits.toString(16)},${text}\n`)
    }
    const digest = (count: number) =>
      createHash('sha256').update(lines.slice(0, count).join('')).digest('hex')
    expect(digest(1_000)).toBe('be18b62b6f69cdab33a7e0dae0d9cfa869fda80ddc712221570f9f40a5878687')
    expect(digest(10_000)).toBe('b9f7a8e75ef22a835685a52ccba7f7d6bdc99e34b010992cbc5864cd12be6892')
  })
})

/** Fixed values, 2,000 around the smallest normal number, then the finite ones of a chain of SHA-256 blocks. */
function* numbersOfTheFile(count: number): Generator<bigint> {
  let left = count
  const fixed = vectorText(folder, 'numbers.txt').trim().split('\n')
  for (const hex of fixed) {
    yield BigInt(`0x${hex}`)
    left--
  }
  for (let i = 0n; i < 2_000n; i++, left--) yield 0x0010000000000000n + i
  for (let block = Buffer.alloc(32); left > 0; ) {
    block = createHash('sha256').update(block).digest()
    for (let at = 0; at < 32 && left > 0; at += 8) {
      const value = block.readDoubleLE(at)
      if (value === 0 || !Number.isFinite(value)) continue
      yield block.readBigUInt64LE(at)
      left--
    }
  }
}
