import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ANSWER_KEPT_MS } from './kept-answers.ts'
import { openServiceStore, type ServiceStore } from './service-store.ts'

const body = Buffer.from('{"rows":[]}')
const answer = { status: 200, language: 'en', body: Buffer.from('{"lines":[]}') }
let folder: string
let opened: ServiceStore[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-service-'))
  opened = []
})
afterEach(() => {
  for (const store of opened) store.close()
  rmSync(folder, { recursive: true })
})
const run = () => {
  const store = openServiceStore(join(folder, 'service.sqlite'))
  opened.push(store)
  return store.answers
}

describe('an answer kept for its key', () => {
  it('is given again, and only to whoever asked the same', () => {
    const answers = run()
    expect(answers.begin('wms', 'k', body, 1)).toBeNull()
    answers.keep('wms', 'k', answer)
    expect(answers.begin('wms', 'k', body, 2)).toEqual(answer)
    expect(answers.begin('erp', 'k', body, 2)).toBeNull()
    expect(() => answers.begin('wms', 'k', Buffer.from('{}'), 2)).toThrow(
      expect.objectContaining({ code: 'service-key-reused' }),
    )
  })

  it('is not made twice while the first question is in hand', () => {
    const answers = run()
    answers.begin('wms', 'k', body, 1)
    expect(() => answers.begin('wms', 'k', body, 1)).toThrow(
      expect.objectContaining({ code: 'service-key-in-hand' }),
    )
    answers.drop('wms', 'k')
    expect(answers.begin('wms', 'k', body, 1)).toBeNull()
  })

  it('is made afresh where a killed service had it in hand, and by nobody else any more', () => {
    const before = run()
    before.begin('wms', 'k', body, 1)
    const after = run()
    expect(after.begin('wms', 'k', body, 2)).toBeNull()
    before.keep('wms', 'k', { ...answer, body: Buffer.from('{"late":true}') })
    after.keep('wms', 'k', answer)
    expect(after.begin('wms', 'k', body, 3)).toEqual(answer)
  })

  it('is forgotten after a day', () => {
    const answers = run()
    answers.begin('wms', 'k', body, 1)
    answers.keep('wms', 'k', answer)
    expect(answers.begin('wms', 'k', body, ANSWER_KEPT_MS)).toEqual(answer)
    expect(answers.begin('wms', 'k', body, ANSWER_KEPT_MS + 2)).toBeNull()
  })

  it('is not forgotten while its question is still in hand, however long that takes', () => {
    const answers = run()
    answers.begin('wms', 'slow', body, 1)
    answers.begin('wms', 'other', body, ANSWER_KEPT_MS + 2)
    expect(() => answers.begin('wms', 'slow', body, ANSWER_KEPT_MS + 3)).toThrow('service-key-in-hand')
  })
})
