import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decodeEntryBundle,
  encodeEntryBundle,
  parseTilePath,
  TILE_WIDTH,
  tilePath,
  tileWidth,
} from './tiles.ts'

describe('a tile', () => {
  it.each([
    [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
    [{ level: 0, index: 273, width: 112 }, 'tile/0/273.p/112'],
    [{ level: 2, index: 1234067, width: 256 }, 'tile/2/x001/x234/067'],
    [{ level: 'entries', index: 1234067, width: 8 }, 'tile/entries/x001/x234/067.p/8'],
    [{ level: 63, index: 999, width: 1 }, 'tile/63/999.p/1'],
  ] as const)('%j is at %s', (name, path) => {
    expect(tilePath(name)).toBe(path)
    expect(parseTilePath(path)).toEqual(name)
  })

  it.each([
    'tile/00/000',
    'tile/64/000',
    'tile/-1/000',
    'tile/0/0',
    'tile/0/x000/001',
    'tile/0/001/x002',
    'tile/0/001/002',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/01',
    'tile/0/000.p/',
    'tile/0/../checkpoint',
    'tile/0/000/',
    '/tile/0/000',
    'tile/0/000\n',
    'tile/entries/x999/x999/x999/x999/x999/x999/999',
  ])('has no path %j', (path) => {
    expect(parseTilePath(path)).toBeNull()
  })

  it('has one path, whatever its number', () => {
    fc.assert(
      fc.property(fc.nat(63), fc.maxSafeNat(), fc.integer({ min: 1, max: 256 }), (level, index, width) => {
        expect(parseTilePath(tilePath({ level, index, width }))).toEqual({ level, index, width })
      }),
    )
  })

  it('is as wide as C2SP’s examples say', () => {
    expect([tileWidth(0, 272, 70_000), tileWidth(0, 273, 70_000), tileWidth(0, 274, 70_000)]).toEqual([
      256, 112, 0,
    ])
    expect([tileWidth(1, 0, 70_000), tileWidth(1, 1, 70_000), tileWidth(2, 0, 70_000)]).toEqual([256, 17, 1])
    expect([tileWidth(0, 0, 256), tileWidth(1, 0, 256), tileWidth('entries', 0, 256)]).toEqual([256, 1, 256])
  })
})

describe('an entry bundle', () => {
  it('has a 16-bit big-endian length before each entry', () => {
    expect(encodeEntryBundle([Uint8Array.of(7), new Uint8Array(258)]).slice(0, 6)).toEqual(
      Uint8Array.of(0, 1, 7, 1, 2, 0),
    )
  })

  it('gives back its entries', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: TILE_WIDTH }),
        (entries) => {
          expect(decodeEntryBundle(encodeEntryBundle(entries)).map((e) => [...e])).toEqual(
            entries.map((e) => [...e]),
          )
        },
      ),
      { numRuns: 30 },
    )
  })

  it('is refused when it is empty, cut off, or longer than a tile', () => {
    const bundle = encodeEntryBundle([Uint8Array.of(1, 2, 3), Uint8Array.of(4)])
    for (const cut of [0, 1, 2, 4, 6, 7])
      expect(() => decodeEntryBundle(bundle.slice(0, cut))).toThrow('tile-malformed')
    expect(() => decodeEntryBundle(new Uint8Array(2 * 257))).toThrow('tile-malformed')
    expect(() => encodeEntryBundle([new Uint8Array(65_536)])).toThrow(RangeError)
    expect(() => encodeEntryBundle([])).toThrow(RangeError)
  })
})
