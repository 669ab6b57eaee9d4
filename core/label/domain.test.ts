import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Domain, domains, domainTagged, isTagged } from './domain.ts'

const purposes = Object.keys(domains) as Domain[]
const none = new Uint8Array()

describe('the tags that keys sign under', () => {
  it('are never the beginning of one another', () => {
    for (const one of purposes)
      expect(purposes.filter((other) => isTagged(domainTagged(other, none), [one]))).toEqual([one])
  })

  it('stand in the format, all of them and no other', () => {
    const page = readFileSync(new URL('../../docs/formats/statement.md', import.meta.url), 'utf8')
    const told = [...page.matchAll(/^\| `(bondmark\/[a-z/0-9-]+)` \|/gm)].map(([, tag]) => tag)
    expect(told.sort()).toEqual(Object.values(domains).sort())
  })
})
