import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  bondedItemAnswer,
  bondedItemsAnswer,
  bondedStated,
  customsOrdersAnswer,
} from '../../core/contract/bonded.ts'
import { main } from '../cli.ts'
import { BenchStation } from '../station/bench-station.stub.ts'

const entry = '422720261000481205'
const asn = 'ASN-2026-1122-01'
let bench: BenchStation
let folder: string

beforeAll(async () => {
  // Each run of the program listens for its reader's going away.
  process.stdout.setMaxListeners(100)
  process.stderr.setMaxListeners(100)
  folder = mkdtempSync(join(tmpdir(), 'bondmark-bonded-'))
  bench = await BenchStation.open()
  for (let unit = 0; unit < 10; unit++) await bench.scan(']d201095060001100591736123110BT-26-11')
  await bench.press('close-line', { asn, line: '5', lot: 'BT-26-11' })
  await bench.workspace.close()
})
afterAll(async () => {
  await bench.reopen()
  await bench.close()
  rmSync(folder, { recursive: true })
})

async function run(...args: string[]) {
  let out = ''
  const written = [process.stdout, process.stderr].map((stream, place) =>
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      if (place === 0) out += String(text)
      return true
    }),
  )
  try {
    const code = await main(['bonded', ...args, '--workspace', bench.folder, '--json'])
    return { code, answer: out === '' ? null : (JSON.parse(out) as unknown) }
  } finally {
    for (const spy of written) spy.mockRestore()
  }
}
const file = (name: string, value: unknown): string => {
  writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value))
  return join(folder, name)
}
const signer = ['--badge', 'SUP-0001']

describe('bondmark bonded', () => {
  it('opens a book, takes an order in and ends it, lets goods out, destroys, closes and exports, all by badge', async () => {
    const paper = file('order.pdf', '%PDF: look at these')
    const stated = async (...args: string[]) => {
      const { code, answer } = await run(...args)
      return { code, ...bondedStated.parse(answer) }
    }
    await stated(
      'book',
      'H4227',
      '--company',
      'Harbour Bonded',
      '--mode',
      '1210',
      '--entry',
      entry,
      ...signer,
    )
    await stated('arrive', asn, '--container', 'BMKU2046318', '--seal', 'AU7718204', '--badge', 'OP-0007')
    expect(
      await stated(
        'customs-order',
        'BK-1',
        '--asn',
        asn,
        '--line',
        '5',
        '--paper',
        paper,
        '--badge',
        'OP-0007',
      ),
    ).toMatchObject({ ok: true })
    const { orders } = customsOrdersAnswer.parse((await run('orders')).answer)
    expect(orders).toMatchObject([{ order: 'BK-1', held: 10 }])
    expect(
      await run('ship', entry, '5', '--quantity', '1', '--document', 'HF-1', '--badge', 'OP-0007'),
    ).toEqual({ code: 1, answer: null })
    await stated('customs-release', 'BK-1', '--document', 'FX-1', '--paper', paper, ...signer)
    await stated('ship', entry, '5', '--quantity', '8', '--document', 'HF-1', '--badge', 'OP-0007')
    await stated(
      'return',
      entry,
      '5',
      '--quantity',
      '1',
      '--document',
      'TH-1',
      '--reason',
      'dented',
      '--state',
      'damaged',
      '--from-consumer',
      '--badge',
      'OP-0007',
    )
    await stated(
      'destroy',
      entry,
      '5',
      '--quantity',
      '1',
      '--document',
      'XH-1',
      '--reason',
      'dented',
      '--witness',
      'Officer Wang',
      ...signer,
    )
    await stated(
      'adjust',
      entry,
      '5',
      '--move',
      'adjusted-out',
      '--state',
      'sellable',
      '--quantity',
      '1',
      '--document',
      'TZ-1',
      '--reason',
      'sample kept by customs',
      ...signer,
    )
    const lot = { customsEntry: entry, entryItem: '5', gtin: '09506000110059', lot: 'BT-26-11' }
    const counted = (sellable: number) => [
      '--counted',
      file('counted.json', [{ ...lot, sellable, held: 0, damaged: 0 }]),
    ]
    expect(await stated('close', '--entry', entry, '--item', '5', ...counted(0), ...signer)).toMatchObject({
      code: 1,
      ok: false,
    })
    await stated('ship', entry, '5', '--quantity', '1', '--document', 'HF-2', '--badge', 'OP-0007')
    expect(await stated('close', '--entry', entry, '--item', '5', ...counted(0), ...signer)).toMatchObject({
      code: 0,
      ok: true,
    })
    const { items } = bondedItemsAnswer.parse((await run('show', '--book', 'H4227')).answer)
    expect(items.find(({ entryItem }) => entryItem === '5')).toMatchObject({
      state: 'closed',
      totalIn: 11,
      totalOut: 11,
    })
    const { moves } = bondedItemAnswer.parse((await run('item', entry, '5')).answer)
    expect(moves.map(({ kind }) => kind)).toEqual([
      'held',
      'released',
      'shipped',
      'consumer-return',
      'destroyed',
      'adjusted-out',
      'shipped',
    ])
    await run('export', '--out', join(folder, 'account.csv'))
    expect(readFileSync(join(folder, 'account.csv'), 'utf8').split('\r\n')).toHaveLength(18)
  })

  it('refuses a call that does not fit, and says nothing was recorded', async () => {
    expect(await run('ship', entry, '5', '--document', 'HF-1', '--badge', 'OP-0007')).toEqual({
      code: 2,
      answer: null,
    })
    expect(
      await run('ship', entry, '9', '--quantity', '1', '--document', 'HF-1', '--badge', 'OP-0007'),
    ).toEqual({ code: 1, answer: null })
  })
})
