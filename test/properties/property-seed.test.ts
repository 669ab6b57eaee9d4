import fc from 'fast-check'
import { expect, it } from 'vitest'
import { propertySeed } from './property-seed.ts'

it('draws the same inputs on every run, and others for another seed', () => {
  const drawn = (seed?: number) => {
    const inputs: number[] = []
    const keep = fc.property(fc.integer(), (n) => void inputs.push(n))
    fc.assert(keep, seed === undefined ? {} : { seed })
    return inputs
  }
  expect(drawn()).toEqual(drawn())
  expect(drawn()).toEqual(drawn(propertySeed()))
  expect(drawn()).not.toEqual(drawn(propertySeed() ^ 1))
})

it('names the seed where a property fails', () => {
  const never = fc.property(fc.integer(), () => false)
  expect(() => fc.assert(never)).toThrow(`seed: ${propertySeed()}`)
})

it.each(['1.5', 'today', '4294967296'])('refuses %s for a seed', (given) => {
  expect(() => propertySeed(given)).toThrow(given)
})

it.each([
  ['-7', -7],
  ['0', 0],
])('takes %s for a seed', (given, seed) => {
  expect(propertySeed(given)).toBe(seed)
})
