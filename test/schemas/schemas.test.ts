import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openApiText } from './open-api.ts'
import { publishedSchemas } from './published.ts'

const folder = join(import.meta.dirname, '../../docs/schemas')

describe('the published JSON Schemas', () => {
  it('are all there, and nothing else', () => {
    expect(readdirSync(folder).sort()).toEqual([...publishedSchemas().keys()].sort())
  })

  it.each([...publishedSchemas()])('%s says what the program checks', (name, text) => {
    expect(readFileSync(join(folder, name), 'utf8')).toBe(text)
  })

  it('has the decision service’s OpenAPI document beside them, as the program serves it', () => {
    const file = join(import.meta.dirname, '../../docs/openapi/decision-service.json')
    expect(readFileSync(file, 'utf8')).toBe(openApiText())
  })
})
