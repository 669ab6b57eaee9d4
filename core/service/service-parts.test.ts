import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { languageWanted } from './accept-language.ts'
import { cursorOf, readCursor } from './cursor.ts'
import { readIdempotencyKey } from './idempotency-key.ts'
import { draw, fullBucket } from './token-bucket.ts'

describe('the language that a caller wants', () => {
  it.each([
    [undefined, 'en'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
    ['ZH', 'zh-CN'],
    ['en;q=0.2, zh-Hans;q=0.7', 'zh-CN'],
    ['zh;q=0, en;q=0.1', 'en'],
    ['de, fr;q=0.9', 'en'],
    ['zh;q=2', 'en'],
    [',;q=,'.repeat(1000), 'en'],
  ] as const)('of %j is %s', (header, language) => {
    expect(languageWanted(header)).toBe(language)
  })
})

describe('an idempotency key', () => {
  it.each([
    ['"8e03978e-40d5-43dd-bc93-6894a57f9324"', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    ['  "order 4711"  ', 'order 4711'],
    ['"a\\"b\\\\"', 'a"b\\'],
    ['order-4711', 'order-4711'],
    ['', null],
    ['""', null],
    ['"a', null],
    ['a b', null],
    ['"é"', null],
    [`"${'a'.repeat(129)}"`, null],
    ['"a", "b"', null],
  ])('written as %j is %j', (header, key) => {
    expect(readIdempotencyKey(header)).toBe(key)
  })
})

describe('a cursor', () => {
  it('is read as it was written', () => {
    const link = fc.uint8Array({ minLength: 32, maxLength: 32 })
    fc.assert(
      fc.property(fc.nat(), link, (n, bytes) => {
        const check = Buffer.from(bytes).toString('hex').slice(0, 8)
        expect(readCursor(cursorOf(n, bytes))).toEqual({ n, check })
      }),
    )
    expect(readCursor('41')).toEqual({ n: 41, check: null })
    expect(['', '-1', '1.', '1.9F3A2B1C', '1.123', '1234567890123456'].map(readCursor)).toEqual(
      Array(6).fill(null),
    )
  })
})

describe('a bucket of tokens', () => {
  const allowance = { burst: 10, perSecond: 2 }

  it('never gives more than its burst and what time has brought', () => {
    const steps = fc.array(
      fc.record({ costs: fc.integer({ min: 0, max: 12 }), waitMs: fc.integer({ min: -50, max: 3000 }) }),
    )
    fc.assert(
      fc.property(steps, (asked) => {
        let bucket = fullBucket(allowance, 0)
        let nowMs = 0
        let latestMs = 0
        let given = 0
        for (const { costs, waitMs } of asked) {
          nowMs += waitMs
          latestMs = Math.max(latestMs, nowMs)
          const drawn = draw(bucket, allowance, costs, nowMs)
          if (drawn.isAllowed) given += Math.min(costs, allowance.burst)
          bucket = drawn.bucket
        }
        return given <= allowance.burst + (latestMs / 1000) * allowance.perSecond + 1e-6
      }),
    )
  })

  it('says when to come again, and is right', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 9.9, noNaN: true }),
        fc.integer({ min: 1, max: 20 }),
        (tokens, cost) => {
          const { waitS, isAllowed } = draw({ tokens, atMs: 0 }, allowance, cost, 0)
          return isAllowed || draw({ tokens, atMs: 0 }, allowance, cost, waitS * 1000).isAllowed
        },
      ),
    )
  })

  it('holds no more after a long rest than it may at once', () => {
    const allowance = { burst: 10, perSecond: 1 }
    expect(draw(fullBucket(allowance, 0), allowance, 1, 86_400_000)).toMatchObject({ left: 9, fullInS: 1 })
  })
})
