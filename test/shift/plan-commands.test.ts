import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { planCheckAnswer, planImportAnswer, planRefusal } from '../../core/contract/answers.ts'
import { sampleCsv } from '../../core/plan/sample-plan.stub.ts'
import { answerOf, bondmark } from './bondmark.ts'
import { makeScratch } from './workspace-on-disk.ts'

const scratch = makeScratch()
const made = join(scratch, 'made')
const file = (name: string, content: string | Uint8Array) => {
  writeFileSync(join(scratch, name), content)
  return join(scratch, name)
}

beforeAll(async () => {
  await bondmark(['init', '--workspace', made, '--training'])
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

describe('plan check', () => {
  it('says how a plan is written, and needs no workspace', async () => {
    const plan = file(
      'gb.csv',
      iconv.encode(sampleCsv([{}, { lot: 'L2' }, { asn: 'ASN-8' }], ';'), 'gb18030'),
    )
    const { code, json } = await answerOf(['plan', 'check', plan])
    expect(code).toBe(0)
    expect(planCheckAnswer.parse(json)).toMatchObject({
      report: { form: 'csv', encoding: 'gb18030', separator: ';', rows: 3 },
      asns: [
        { asn: 'ASN-7', lines: 2 },
        { asn: 'ASN-8', lines: 1 },
      ],
    })
  })

  it('names every place that is wrong and counts the rest, and ends with 2', async () => {
    const plan = file(
      'bad.csv',
      sampleCsv(Array.from({ length: 150 }, (_, i) => ({ line: `${i}`, gtin: '9.5E+12' }))),
    )
    const { code, json, stderr } = await answerOf(['plan', 'check', plan])
    expect(code).toBe(2)
    const refusal = planRefusal.parse(json)
    expect(refusal).toMatchObject({ total: 150 })
    expect(refusal.problems).toHaveLength(100)
    expect(refusal.problems[0]).toMatchObject({ row: 2, column: 'gtin', value: '9.5E+12' })
    expect(stderr).toContain('50 more problems')
  })
})

describe('plan diff and plan import', () => {
  it('compare without taking, take whole, and take nothing twice', async () => {
    const workspace = join(scratch, 'taken')
    cpSync(made, workspace, { recursive: true })
    const first = file('first.csv', sampleCsv([{}, { lot: 'L2' }]))
    const next = file('next.csv', sampleCsv([{ quantity: '24' }, { lot: 'L3' }]))
    const outcomes = async (command: string, plan: string) => {
      const { code, json } = await answerOf(['plan', command, plan, '--workspace', workspace])
      expect(code).toBe(0)
      return planImportAnswer
        .parse(json)
        .asns.map(({ outcome, diff }) => [outcome, diff?.changed, diff?.added])
    }
    const database = () => readFileSync(join(workspace, 'station.sqlite'))
    expect(await outcomes('diff', first)).toEqual([['taken', undefined, undefined]])
    expect(await outcomes('import', first)).toEqual([['taken', undefined, undefined]])
    expect(await outcomes('import', first)).toEqual([['unchanged', undefined, undefined]])
    const before = database()
    expect(await outcomes('diff', next)).toEqual([['revised', 1, 1]])
    expect(database().equals(before)).toBe(true)
    expect(await outcomes('import', next)).toEqual([['revised', 1, 1]])
    expect((await answerOf<{ ok: boolean }>(['fsck', '--workspace', workspace])).json.ok).toBe(true)
    expect(readdirSync(workspace).filter((name) => name.startsWith('plan-import'))).toEqual([])
  })

  it('a bad plan is refused whole', async () => {
    const plan = file('worse.csv', sampleCsv([{}, { lot: 'L2', origin: 'XX' }]))
    const { code, json } = await answerOf(['plan', 'import', plan, '--workspace', made])
    expect(code).toBe(2)
    expect(planRefusal.parse(json)).toMatchObject({
      total: 1,
      problems: [{ row: 3, column: 'origin', value: 'XX' }],
    })
  })
})
