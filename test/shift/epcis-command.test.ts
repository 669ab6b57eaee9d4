import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { epcisValidateAnswer } from '../../core/contract/answers.ts'
import { bareEvents, captureDocument } from '../../core/epcis/validation/sample-documents.stub.ts'
import { bondmark } from './bondmark.ts'
import { makeScratch } from './workspace-on-disk.ts'

const scratch = makeScratch()
const vectors = fileURLToPath(new URL('../../fixtures/vectors/epcis-event-hash/', import.meta.url))

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

function file(name: string, content: unknown): string {
  const path = join(scratch, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

async function validate(path: string) {
  const { code, stdout } = await bondmark(['epcis', 'validate', path, '--json'])
  return { code, answer: epcisValidateAnswer.parse(JSON.parse(stdout)) }
}

describe('epcis validate', () => {
  it('answers 0 for a document and for bare events', async () => {
    for (const json of [captureDocument, bareEvents, bareEvents[0]]) {
      const { code, answer } = await validate(file('valid.json', json))
      expect([code, answer.ok, answer.errors, answer.warnings]).toEqual([0, true, [], []])
    }
  })

  it('answers 1 and names each place', async () => {
    const [first] = captureDocument.epcisBody.eventList
    const eventList = [{ ...first, bizStep: 'selling', eventTime: undefined }]
    const { code, answer } = await validate(
      file('wrong.json', { ...captureDocument, epcisBody: { eventList } }),
    )
    expect(code).toBe(1)
    expect(answer).toMatchObject({
      ok: false,
      kind: 'capture',
      events: 1,
      errors: [
        { path: '$.epcisBody.eventList[0].bizStep', code: 'epcis-word-unknown' },
        { path: '$.epcisBody.eventList[0].eventTime', code: 'epcis-field-missing' },
      ],
    })
  })

  it('answers 1 for what is no JSON, and 2 for a file that is not there', async () => {
    const { code, answer } = await validate(file('broken.json', '{"type":'))
    expect([code, answer.errors]).toEqual([1, [{ path: '$', code: 'json-malformed' }]])
    const missing = await bondmark(['epcis', 'validate', join(scratch, 'nothing.json'), '--json'])
    expect([missing.code, missing.stdout]).toEqual([2, ''])
  })

  it('says it in words, a line each', async () => {
    const path = file('words.json', { ...captureDocument, schemaVersion: '1.2', foo: 1 })
    const { code, stdout, stderr } = await bondmark(['epcis', 'validate', path])
    expect(code).toBe(1)
    expect(stdout.trim().split('\n')).toHaveLength(2)
    expect(stdout).toContain('$.schemaVersion')
    expect(stdout + stderr).not.toContain('?')
  })
})

describe('epcis hash', () => {
  it('makes the IDs of CBV 2.1 when asked to', async () => {
    const name = join(vectors, 'ReferenceEventHashAlgorithm3.jsonld')
    const first = await bondmark(['epcis', 'hash', name])
    const second = await bondmark(['epcis', 'hash', name, '--cbv', '2.1'])
    expect(first.stdout).toMatch(/^ni:\/\/\/sha-256;[0-9a-f]{64}\?ver=CBV2\.0\n$/)
    expect(second.stdout).toMatch(/^ni:\/\/\/sha-256;[0-9a-f]{64}\?ver=CBV2\.1\n$/)
    expect((await bondmark(['epcis', 'hash', name, '--cbv', '3'])).code).toBe(2)
  })

  it('refuses a document that two readers would read differently', async () => {
    const { code, stdout, stderr } = await bondmark([
      'epcis',
      'hash',
      file('twice.json', '[{"type":"a","type":"b"}]'),
    ])
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain('$[0].type')
  })
})
