import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const inHome = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const book = readFileSync(inHome('docs/attack-book.md'), 'utf8')

/** The tests that the last cell of each row names. */
const named = book
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| attack |'))
  .map((line) => line.slice(2, -2).split(' | '))
  .flatMap(([attack = '', , tests = '']) => tests.split('<br>').map((test) => [attack, test] as const))

it('names a test that exists for every attack in it', () => {
  expect(named.length).toBeGreaterThan(60)
  const missing = named.filter(([, test]) => {
    const [, path = '', title = ''] = /^`([^`]+\.test\.ts)`: (.+)$/.exec(test) ?? []
    if (title === '' || !existsSync(inHome(path))) return true
    const source = readFileSync(inHome(path), 'utf8')
    return !["'", '"', '`'].some((quote) => source.includes(`${quote}${title}${quote}`))
  })
  expect(missing).toEqual([])
})
