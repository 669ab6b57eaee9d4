import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FindAnswer, findAnswer } from '../../core/contract/find.ts'
import { answerOf, bondmark, type HowToRun } from './bondmark.ts'
import { playedShift } from './played-shift.ts'
import { look, makeScratch } from './workspace-on-disk.ts'

const scratch = makeScratch()
const workspace = join(scratch, 'training')
/** Every statement, newest first, as `find` answers it when nothing is asked. */
let all: FindAnswer['items']

async function find(args: readonly string[], how?: HowToRun): Promise<FindAnswer> {
  const { json, stderr } = await answerOf<unknown>(
    ['find', ...args, '--workspace', workspace, '--limit', '500'],
    how,
  )
  expect(stderr).toBe('')
  return findAnswer.parse(json)
}

beforeAll(async () => {
  await playedShift('mistakes', workspace)
  all = (await find([])).items
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const numbers = (items: FindAnswer['items']) => items.map(({ n }) => n)
const where = (is: (item: FindAnswer['items'][number]) => boolean) => numbers(all.filter(is))

describe('bondmark find', () => {
  it('says that nothing was found', async () => {
    const { code, stdout, stderr } = await bondmark(['find', '--lot', 'NO-SUCH', '--workspace', workspace])
    expect([code, stdout, stderr]).toEqual([1, '', 'Nothing was found.\n'])
  })

  it('commands no terminal with what was asked, nor does lookup', async () => {
    const asked = '\u001b[31mred\u009b2J'
    for (const name of ['find', 'lookup']) {
      const { code, stdout, stderr } = await bondmark([name, asked, '--workspace', workspace])
      expect(code).toBe(1)
      expect(`${stdout}${stderr}`.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
    }
  })

  it('lists every statement, newest first, when nothing is asked', () => {
    const [count] = look<{ n: number }>(workspace, 'SELECT count(*) AS n FROM statement')
    expect(numbers(all)).toEqual(Array.from({ length: count?.n ?? -1 }, (_, at) => (count?.n ?? 0) - at))
    expect(all.filter(({ receipt }) => receipt === 'proven')).toHaveLength(all.length)
  })

  it('finds by lot, notice, customs entry, product, operator and step, alone and together', async () => {
    const some = all.find(({ step }) => step === 'receiving')
    if (!some) throw new Error('the sample shift received nothing')
    const [lot = '', gtin = ''] = [some.lots[0], some.gtins[0]]
    const isLot = (item: FindAnswer['items'][number]) => item.lots.includes(lot)
    expect(numbers((await find(['--lot', lot])).items)).toEqual(where(isLot))
    const asn = await find(['--asn', some.asn ?? ''])
    expect(numbers(asn.items)).toEqual(where((item) => item.asn === some.asn))
    const entry = await find(['--customs-entry', some.customsEntry ?? ''])
    expect(numbers(entry.items)).toEqual(where((item) => item.customsEntry === some.customsEntry))
    // The product as its EAN is printed on it.
    expect(numbers((await find(['--gtin', gtin.replace(/^0/, '')])).items)).toEqual(
      where((item) => item.gtins.includes(gtin)),
    )
    const both = await find(['--lot', lot, '--step', 'commissioning', '--operator', 'OP-0007'])
    expect(both.items.length).toBeGreaterThan(0)
    expect(numbers(both.items)).toEqual(
      where((item) => isLot(item) && item.step === 'commissioning' && item.operator === some.operator),
    )
  })

  it('understands a bare text: a serial, a link, a notice, a customs entry, a lot, an EAN', async () => {
    const unit = all.find(({ step }) => step === 'commissioning')
    const goods = all.find(({ step }) => step === 'receiving')
    const epc = unit?.epcs[0] ?? ''
    const serial = epc.split('/').at(-1) ?? ''
    const understood = async (text: string) => (await find([text])).understood
    expect(await understood(serial.toLowerCase())).toEqual({ kind: 'epc', value: epc })
    expect(await understood(epc)).toEqual({ kind: 'epc', value: epc })
    expect(numbers((await find([serial])).items)).toEqual(where((item) => item.epcs.includes(epc)))
    expect(await understood(goods?.asn ?? '')).toEqual({ kind: 'asn', value: goods?.asn })
    expect(await understood(goods?.customsEntry ?? '')).toMatchObject({ kind: 'customsEntry' })
    expect(await understood(goods?.lots[0] ?? '')).toMatchObject({ kind: 'lot' })
    expect(await understood(goods?.gtins[0]?.slice(1) ?? '')).toEqual({
      kind: 'gtin',
      value: goods?.gtins[0],
    })
    expect(await find(['nothing like it'])).toMatchObject({ understood: null, items: [], next: null })
  })

  it('compares times as instants, ends included, and takes days of any offset', async () => {
    const some = all[Math.floor(all.length / 2)]
    const ms = Date.parse(some?.t ?? '')
    const utc = new Date(ms).toISOString()
    const until = await find(['--from', utc])
    expect(numbers(until.items)).toEqual(where(({ t }) => Date.parse(t) >= ms))
    expect(numbers((await find(['--to', utc])).items)).toEqual(where(({ t }) => Date.parse(t) <= ms))
    const day = some?.t.slice(0, 10) ?? ''
    expect((await find(['--from', day, '--to', day, '--zone', '+08:00'])).items).toHaveLength(all.length)
    const evening = Date.parse(`${day}T18:00:00.000+08:00`)
    expect(numbers((await find(['--from', day, '--zone', '-10:00'])).items)).toEqual(
      where(({ t }) => Date.parse(t) >= evening),
    )
  })

  it('goes on page by page to the end', async () => {
    const pages: number[] = []
    let after: string[] = []
    for (let page = 0; page < 100; page++) {
      const { items, next } = await find([...after, '--limit', '17'])
      pages.push(...numbers(items))
      if (next === null) break
      after = ['--after', `${next}`]
    }
    expect(pages).toEqual(numbers(all))
  })

  it.each([
    [['--from', 'yesterday']],
    [['--to', '2026-02-30T00:00:00Z']],
    [['--from', '2026-02-30']],
    [['--from', '2026-11-22', '--zone', 'Shanghai']],
    [['--limit', '0']],
    [['--limit', '501']],
    [['--after', '-1']],
    [['--epc', '4006381333931x']],
    [['--gtin', '12']],
  ])('answers %j with 2, and words', async (args) => {
    const { code, stdout, stderr } = await bondmark(['find', '--workspace', workspace, ...args])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr.trim()).not.toBe('')
    expect(stderr).not.toContain('    at ')
  })
})
