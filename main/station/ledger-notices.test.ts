import { describe, expect, it } from 'vitest'
import { type LogConflictRecord, logConflictRecord } from '../../core/contract/log-conflict.ts'
import { wordsFor } from '../../core/errors/words.ts'
import { noticeTold } from './ledger-notices.ts'

const unit = 'https://id.gs1.org/01/09506000134352/21/B7QC0123456789XY'
const box = 'https://id.gs1.org/00/395060001340000012'
const signature = 'A'.repeat(86)
const side = { statement: 'ab'.repeat(32), leaf: 3, size: 9 }
const between = (code: LogConflictRecord['code'], about: string) => ({
  record: {
    format: 'bondmark/log-conflict/1' as const,
    n: 0,
    open: true,
    about,
    code,
    here: { origin: 'ledger.bondmark.example/bondmark/ningbo-bonded', ...side },
    there: { origin: 'ledger.bondmark.example/bondmark/acme-brands', ...side },
  },
  signature,
})
const within = (code: string) => ({
  record: {
    format: 'bondmark/conflict/1' as const,
    origin: 'ledger.bondmark.example/bondmark/ningbo-bonded',
    about: unit,
    code,
    detail: { serial: 'B7QC0123456789XY', case: '' },
    statements: ['ab'.repeat(32), 'cd'.repeat(32)] as [string, string],
    leaves: [1, 2] as [number, number],
    sameKey: false,
    size: 3,
  },
  signature,
})

describe('a notice of the ledger', () => {
  it.each([
    ...logConflictRecord.shape.code.options.flatMap((code) => [between(code, unit), between(code, box)]),
    within('unit-already-commissioned'),
    within('a-code-of-a-later-version'),
  ])('says in both languages what it is about, and what to do', (notice) => {
    const { sentence, about } = noticeTold(notice)
    for (const language of ['en', 'zh-CN'] as const) {
      const words = wordsFor(sentence, language)
      expect(words).not.toMatch(/\{\{|undefined/)
      expect(words).toContain(about === box ? '395060001340000012' : 'B7QC0123456789XY')
      if (notice.record.format === 'bondmark/log-conflict/1') expect(words).toContain('acme-brands')
    }
  })
})
