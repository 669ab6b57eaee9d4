import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const home = resolve(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(home, path), 'utf8')
const { dependencies, optionalDependencies, devDependencies } = JSON.parse(read('package.json')) as Record<
  string,
  Record<string, string>
>
const wanted = Object.entries({ ...dependencies, ...optionalDependencies, ...devDependencies })
const listed = new Map(
  [...read('docs/dependencies.md').matchAll(/^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \| (.+) \|$/gm)].map(
    (row) => [row[1], row],
  ),
)

describe('the page of dependencies', () => {
  test.each(wanted)('lists %s with its version, licence and reason', (name, version) => {
    const [, , listedVersion, licence, reason] = listed.get(name) ?? []
    expect(listedVersion).toBe(version.replace(/^npm:.*@/, ''))
    expect(licence).toMatch(/\w/)
    expect(reason).toMatch(/\w/)
  })

  test('lists nothing else', () => {
    expect([...listed.keys()].sort()).toEqual(wanted.map(([name]) => name).sort())
  })
})
