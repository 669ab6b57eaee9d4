import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { interpretTspl } from './tspl/interpret.ts'
import { interpretZpl } from './zpl/interpret.ts'

interface WrongLabel {
  readonly name: string
  readonly document: string
  readonly command: string
  readonly reason?: string
}

const corpus = (language: string) =>
  JSON.parse(
    readFileSync(new URL(`../../fixtures/wrong-labels/${language}.json`, import.meta.url), 'utf8'),
  ) as WrongLabel[]

describe.each([
  ['ZPL', corpus('zpl'), interpretZpl],
  ['TSPL', corpus('tspl'), interpretTspl],
] as const)('a strict %s printer refuses', (_, labels, interpret) => {
  it.each(labels.map((label) => [label.name, label] as const))('%s', (__, { document, command, reason }) => {
    const reading = interpret(Buffer.from(document, 'latin1'))
    const problems = reading.ok ? [] : reading.problems
    expect(problems).toContainEqual({
      at: expect.any(Number),
      command,
      reason: reason ?? expect.any(String),
    })
    expect(problems.every(({ at }) => at >= 0 && at <= document.length)).toBe(true)
  })
})
