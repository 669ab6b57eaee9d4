import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOf, bondmark } from './bondmark.ts'
import { type SampleName, type ShiftAnswer, sample, shiftOf } from './sample.ts'
import { answersToScanners, makeScratch, printedFiles, statementsOf } from './workspace-on-disk.ts'

const scratch = makeScratch()
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const names: readonly SampleName[] = ['mistakes', 'quick', 'whole-cases', 'pallets']

const workspaceOf = (name: SampleName) => join(scratch, name)
const labelsOf = (name: SampleName) => join(scratch, `${name}-labels`)

async function replay(name: SampleName) {
  await bondmark(['init', '--workspace', workspaceOf(name), '--training'])
  return answerOf<ShiftAnswer>([...shiftOf(workspaceOf(name), name), '--out', labelsOf(name)])
}

const shifts = new Map<SampleName, Awaited<ReturnType<typeof replay>>>()

beforeAll(async () => {
  await Promise.all(names.map(async (name) => shifts.set(name, await replay(name))))
}, 300_000)

describe.each(names)('the sample %s, replayed', (name) => {
  const workspace = workspaceOf(name)
  const out = labelsOf(name)
  const { expected } = sample(name)
  let shift: Awaited<ReturnType<typeof replay>>

  beforeAll(() => {
    shift = shifts.get(name) ?? shift
  })

  it('ends with nothing left to do, and answers what is expected', () => {
    expect([shift.code, shift.stderr]).toEqual([0, ''])
    const { verified, voided } = expected
    expect(shift.json).toMatchObject({ ok: true, labels: { verified, voided, uncertain: 0 } })
    expect(shift.json.lines).toEqual(expected.lines)
    expect(shift.json.cases).toHaveLength(expected.cases)
    expect(shift.json.pallets).toHaveLength(expected.pallets)
  })

  it('answered scanners with the DUPLICATEs, STOPs and refusals that the mistakes in it call for', () => {
    const { duplicates, stops, refused } = expected
    expect(answersToScanners(workspace)).toEqual({ duplicates, stops, refused })
  })

  it('put every label into --out, each serial once', () => {
    const serials = printedFiles(out).map(({ serial }) => serial)
    expect(new Set(serials).size).toBe(serials.length)
    const { verified, voided, cases, pallets, spent } = expected
    expect(serials).toHaveLength(verified + voided + cases + pallets + spent)
    expect(printedFiles(join(workspace, 'printer'))).toEqual([])
  })

  it('has a receipt for every statement, and is clean to fsck', async () => {
    const statements = statementsOf(workspace).length
    expect([shift.json.statements, shift.json.receipts]).toEqual([statements, statements])
    const { json } = await answerOf<object>(['fsck', '--workspace', workspace])
    expect(json).toMatchObject({ ok: true, statements, problems: [] })
  })
})
