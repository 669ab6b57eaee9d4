import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exportAnswer } from '../../core/contract/answers.ts'
import { answerOf, bondmark } from './bondmark.ts'
import { playedShift } from './played-shift.ts'
import { look, makeScratch } from './workspace-on-disk.ts'

const scratch = makeScratch()
const workspace = join(scratch, 'training')
const out = join(scratch, 'day.json')

beforeAll(async () => {
  await playedShift('quick', workspace)
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const exported = (...args: string[]) => ['export', '--workspace', workspace, '--out', out, ...args]

describe('bondmark export', () => {
  it('writes the events of a day, and `epcis hash` finds the eventIDs that were signed', async () => {
    const stated = look<{ subject: string; t: string }>(
      workspace,
      "SELECT subject, t FROM statement WHERE content_type = 'application/epcis+json' ORDER BY n",
    )
    const day = stated[0]?.t.slice(0, 10) ?? ''
    const { code, json } = await answerOf<unknown>(exported('--day', day, '--zone', '+08:00'))
    expect(code).toBe(0)
    expect(exportAnswer.parse(json)).toMatchObject({
      file: out,
      from: `${day}T00:00:00.000+08:00`,
      to: `${day}T23:59:59.999+08:00`,
      events: stated.length,
    })
    const hashed = await bondmark(['epcis', 'hash', out])
    expect(hashed.stdout.trim().split('\n')).toEqual(stated.map(({ subject }) => subject))
    const validated = await answerOf<unknown>(['epcis', 'validate', out])
    expect(validated.json).toMatchObject({ ok: true, errors: [] })
    expect(readdirSync(scratch).filter((name) => name.startsWith('day.json'))).toEqual(['day.json'])
    const again = JSON.parse(readFileSync(out, 'utf8')) as {
      epcisBody: { eventList: { eventTime: string }[] }
    }
    expect(again.epcisBody.eventList.every(({ eventTime }) => eventTime.startsWith(day))).toBe(true)
  })

  it.each([
    ['neither a day nor times', []],
    ['both', ['--day', '2026-11-22', '--from', '2026-11-22T00:00:00Z']],
    ['a day that is none', ['--day', '2026-02-30']],
    ['a zone that is none', ['--day', '2026-11-22', '--zone', '+25:00']],
    ['a time that is none', ['--from', 'noon']],
  ] satisfies [string, string[]][])('answers %s with 2, and words', async (_, args) => {
    const { code, stdout, stderr } = await bondmark(exported(...args))
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr.trim()).not.toBe('')
  })

  it('says what is wrong with a place that nothing can be written to', async () => {
    const nowhere = [
      'export',
      '--workspace',
      workspace,
      '--day',
      '2026-11-22',
      '--out',
      join(out, 'below', 'a-file'),
    ]
    const { code, stderr } = await bondmark(nowhere)
    expect(code).not.toBe(0)
    expect(stderr).not.toContain('    at ')
  })
})
