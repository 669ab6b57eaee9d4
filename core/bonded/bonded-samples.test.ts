import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bondedApproved, bondedRecords } from './bonded-records.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/formats/bonded.md'), 'utf8')
const samples = page
  .split('\n')
  .filter((line) => line.startsWith('{'))
  .map((line) => JSON.parse(line) as { format: string })
const schemas = { ...bondedRecords, 'bonded-approved': bondedApproved }

describe('the page on goods under supervision', () => {
  it('shows every record, each as its schema has it', () => {
    const shown = new Set<string>()
    for (const sample of samples) {
      const [, name = ''] = sample.format.split('/')
      shown.add(name)
      expect(schemas[name as keyof typeof schemas].parse(sample)).toEqual(sample)
    }
    expect([...shown].sort()).toEqual(Object.keys(schemas).sort())
  })
})
