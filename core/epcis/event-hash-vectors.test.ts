import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type CbvVersion, hashDocument } from './event-hash.ts'

const vectors = new URL('../../fixtures/vectors/epcis-event-hash/', import.meta.url)
const names = readdirSync(vectors)
  .filter((file) => file.endsWith('.jsonld'))
  .map((file) => file.slice(0, -'.jsonld'.length))

function expectedHashes(name: string, version: CbvVersion): string[] | null {
  const file = new URL(`${name}${version === '2.1' ? '.cbv21' : ''}.hashes`, vectors)
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split(/\s+/) : null
}

const cases = names.flatMap((name) =>
  (['2.0', '2.1'] as const).flatMap((version) => {
    const expected = expectedHashes(name, version)
    return expected === null ? [] : [{ name, version, expected }]
  }),
)

describe('the event hash ID against the reference implementation', () => {
  it('has a hash for every document copied from it', () => {
    expect(new Set(cases.map(({ name }) => name))).toEqual(new Set(names))
    expect(names).toHaveLength(31)
  })

  it.each(cases)('of $name by CBV $version', ({ name, version, expected }) => {
    const json: unknown = JSON.parse(readFileSync(new URL(`${name}.jsonld`, vectors), 'utf8'))
    expect(hashDocument(json, version)).toEqual(expected)
  })
})
