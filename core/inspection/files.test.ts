import { describe, expect, it } from 'vitest'
import { readStatement } from '../statement/statement.ts'
import { askedTask, inspector, signedResult } from './inspection.stub.ts'
import {
  contestants,
  type InspectionOrder,
  inspectionMovedRecord,
  inspectionOrders,
} from './inspection-records.ts'
import { needsSamples, REPEATS_MAX, taskId } from './inspection-task.ts'
import { readResultFile, readTaskFile, writeResultFile, writeTaskFile } from './result-file.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)

describe('the files between a station and an agency', () => {
  it('say what was written into them', () => {
    const statement = signedResult().statement.bytes
    const file = { task: askedTask, agency: 'inspectors', statement }
    expect(readTaskFile(bytesOf(writeTaskFile(file)))).toEqual(file)
    const answer = { memberships: [[new Uint8Array([1, 2])]], statement }
    expect(readResultFile(bytesOf(writeResultFile(answer)))).toEqual(answer)
    expect(readResultFile(bytesOf(writeResultFile({ ...answer, statement: null }))).statement).toBeNull()
  })

  it.each([
    ['bytes that are no UTF-8', new Uint8Array([0x7b, 0xff, 0x7d])],
    ['a text that is no JSON', bytesOf('{"format":')],
    ['another file', bytesOf('{"format":"bondmark/serial-authority/1"}')],
    ['more than such a file has', new Uint8Array(2 * 1024 * 1024 + 1)],
  ])('are refused for %s, and never half read', (_, bytes) => {
    expect(() => readTaskFile(bytes)).toThrow('inspection-file-malformed')
    expect(() => readResultFile(bytes)).toThrow('inspection-file-malformed')
  })
})

describe('a supervisor’s order', () => {
  const order: InspectionOrder = {
    format: 'bondmark/inspection-ordered/1',
    station: askedTask.station,
    t: '2026-11-28T09:00:00.000+08:00',
    order: 'repeat',
    task: askedTask.id,
    reason: 'the seller doubts the sample',
  }

  it('is read back as it was signed, and not as anything else', () => {
    expect(inspectionOrders.read(readStatement(inspectionOrders.sign(order, inspector)))).toEqual(order)
    expect(inspectionOrders.read(signedResult().statement)).toBeNull()
  })

  it('repeats a task under its demand’s id, nine times at most', () => {
    expect(taskId('a', 1)).toBe('a')
    expect(taskId('a', REPEATS_MAX)).toBe('a-r9')
    expect(needsSamples(askedTask) && !needsSamples({ sampling: null })).toBe(true)
  })

  it('stands beside what others say of a task', () => {
    expect(contestants).toContain('seller')
    const moved = {
      format: 'bondmark/inspection-moved/1',
      ...{ station: order.station, t: order.t, task: order.task, hash: 'a'.repeat(64) },
      ...{ event: 'contest', state: 'contested', detail: { by: 'seller' }, order: null, operator: 'op-1' },
    }
    expect(inspectionMovedRecord.parse(moved)).toEqual(moved)
  })
})
