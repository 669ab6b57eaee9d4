import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scanJson } from './json-scan.ts'

describe('a scan of JSON', () => {
  it('finds keys that stand twice, also when one is written with escapes', () => {
    expect(scanJson('{"a":1,"b":[{"c":{}},{"c":1,"\\u0063":2}],"a":3}').repeatedKeys).toEqual([
      ['b', 1, 'c'],
      ['a'],
    ])
    expect(
      scanJson('{"__proto__":1,"x":"\\"a\\":1,\\\\","y":{"__proto__":2,"__proto__":3}}').repeatedKeys,
    ).toEqual([['y', '__proto__']])
  })

  it('finds numbers that a double does not hold', () => {
    const found = (json: string) => scanJson(json).impreciseNumbers.map(({ text }) => text)
    expect(found('[1,0,-0,1.50,0.1,1e3,1E-7,123456789012345,9007199254740992,0.30000000000000004]')).toEqual(
      [],
    )
    expect(found('[9007199254740993,0.1234567890123456789,1e999,-1e-999]')).toEqual([
      '9007199254740993',
      '0.1234567890123456789',
      '1e999',
      '-1e-999',
    ])
    expect(scanJson('{"a":[true,{"b":1e999}]}').impreciseNumbers).toEqual([
      { path: ['a', 1, 'b'], text: '1e999' },
    ])
  })

  it('finds nothing in what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const nothing = { repeatedKeys: [], impreciseNumbers: [] }
        expect(scanJson(JSON.stringify(value))).toEqual(nothing)
        expect(scanJson(JSON.stringify(value, null, 1))).toEqual(nothing)
      }),
    )
  })

  it('takes nesting without end', () => {
    const depth = 200_000
    expect(scanJson(`${'['.repeat(depth)}${']'.repeat(depth)}`).repeatedKeys).toEqual([])
  })

  it('takes a number of a million digits as it takes any other', () => {
    const text = `1${'0'.repeat(1_000_000)}1`
    expect(scanJson(`[${text}]`).impreciseNumbers).toEqual([{ path: [0], text }])
  })
})
