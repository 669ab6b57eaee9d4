import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { unitEpc } from '../../../core/gs1/epc.ts'
import type { Timers } from '../../../platform/clock/timers.ts'
import { openFirstChecks } from './first-checks.ts'
import {
  commission,
  gtin,
  type LabelLedger,
  type MadeLabel,
  PIN,
  startLabelLedger,
} from './label-ledger.stub.ts'

const headline = (page: string) => /<h1>([^<]+)<\/h1>/.exec(page)?.[1]

let nowMs = Date.parse('2026-12-01T08:00:00.000Z')
const timers: Timers = {
  now: () => nowMs,
  after: (_ms, fire) => {
    const soon = setImmediate(fire)
    return () => clearImmediate(soon)
  },
}

describe('the code under the scratch panel', () => {
  let ledger: LabelLedger
  let label: MadeLabel
  beforeEach(async () => {
    ledger = await startLabelLedger({ timers, proxies: 1 })
    label = ledger.label()
    const station = ledger.station()
    await commission(station, label.serial)
    await ledger.enter(station)
  })
  afterEach(() => ledger.close())

  const send = async (pin: string, headers: Record<string, string> = {}, path = label.path) => {
    const response = await ledger.sendPin(path, pin, { 'Accept-Language': 'en', ...headers })
    const page = await response.text()
    return { status: response.status, page, headline: headline(page), headers: response.headers }
  }

  it('is recorded the first time it fits, and later checks are told when that was', async () => {
    const first = await send(PIN)
    expect(first).toMatchObject({ status: 200, headline: 'THE CODE FITS' })
    expect(first.page).toContain('2026-12-01 08:00:00 (UTC)')
    expect(first.headers.get('cache-control')).toBe('no-store')
    nowMs += 86_400_000
    // As people type it: small, with a dash and a blank.
    const second = await send(` ${PIN.slice(0, 5)}-${PIN.slice(5)} `.toLowerCase())
    expect(second.headline).toBe('THE CODE FITS, CHECKED BEFORE')
    expect(second.page).toContain('2026-12-01 08:00:00 (UTC)')
    for (const { page } of [first, second]) expect(page.toUpperCase()).not.toContain(PIN)
  })

  it('gives one answer for a wrong code and for a unit that nobody knows', async () => {
    const other = ledger.label()
    const [wrong, unknown] = [await send('AAAAAAAAAA'), await send(PIN, {}, other.path)]
    const stripped = (said: typeof wrong, made: MadeLabel) =>
      said.page.replaceAll(made.path, 'LABEL').replaceAll(made.path.replaceAll('&', '&amp;'), 'LABEL')
    expect(wrong.headline).toBe('THE CODE DOES NOT FIT')
    expect(stripped(unknown, other)).toBe(stripped(wrong, label))
    expect([...unknown.headers.keys()]).toEqual([...wrong.headers.keys()])
  })

  it('does not fit a label that was given up', async () => {
    await ledger.close()
    ledger = await startLabelLedger({ timers })
    const [station, voided] = [ledger.station(), ledger.label()]
    await commission(station, voided.serial)
    station.decommission(unitEpc(gtin, voided.serial))
    await ledger.enter(station)
    expect((await send(PIN, {}, voided.path)).headline).toBe('THE CODE DOES NOT FIT')
  })

  it('is refused without work when it is none, or not from this page', async () => {
    for (const typed of ['', 'AAAAAAAAA', 'AAAAAAAAAU', 'x'.repeat(300)])
      expect(await send(typed), typed).toMatchObject({ status: 400, headline: 'NOT A CODE' })
    const foreign = { status: 403, headline: 'NOT CHECKED' }
    expect(await send(PIN, { 'Sec-Fetch-Site': 'cross-site' })).toMatchObject(foreign)
    const post = async (body: string, headers: Record<string, string>) =>
      (await fetch(ledger.url + label.path, { method: 'POST', body, headers })).status
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
    expect(await post(`pin=${PIN}`, { ...form, Origin: 'https://evil.example' })).toBe(403)
    expect(await post(`pin=${PIN}`, { 'Content-Type': 'text/plain' })).toBe(403)
    expect(await post(`pin=${PIN}&pin=${PIN}`, form)).toBe(403)
    expect(await post(`pin=${'A'.repeat(5000)}`, form)).toBe(403)
    // None of them was a check.
    expect((await send(PIN)).headline).toBe('THE CODE FITS')
  })

  it('may be tried ten times for a unit, whoever tries, and thirty by a client, whatever for', async () => {
    const tries = []
    for (let i = 0; i < 11; i += 1)
      tries.push(await send('AAAAAAAAAA', { 'X-Forwarded-For': `192.0.2.${i}` }))
    expect(tries.map(({ status }) => status)).toEqual([...Array(10).fill(200), 429])
    expect(Number(tries.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(500)
    expect(tries.at(-1)?.page).toContain('TOO MANY TRIES')
    const one = { 'X-Forwarded-For': '203.0.113.5' }
    const statuses = await Promise.all(
      Array.from({ length: 31 }, async () => (await send('AAAAAAAAAA', one, ledger.label().path)).status),
    )
    expect(statuses.filter((status) => status === 429)).toHaveLength(1)
  })

  it('is in no log and no answer when the check itself fails', async () => {
    ledger.labels.close()
    const failed = await send(PIN)
    expect(failed.status).toBe(500)
    expect(ledger.logged()).toContain('request failed')
    for (const said of [failed.page, ledger.logged()]) expect(said.toUpperCase()).not.toContain(PIN)
  })

  it('leaves nothing of itself, nor of who asked, in the ledger’s folder', async () => {
    await send(PIN, { 'X-Forwarded-For': '203.0.113.77' })
    for (const end of ['', '-wal']) {
      const bytes = readFileSync(join(ledger.consortium.data, `checks.sqlite${end}`), 'latin1')
      for (const secret of [PIN, '203.0.113.77', label.serial]) expect(bytes).not.toContain(secret)
    }
  })
})

describe('first checks', () => {
  it('are one, however many come at once, and outlive the ledger', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bondmark-checks-'))
    const file = join(folder, 'checks.sqlite')
    const statement = randomBytes(32).toString('hex')
    const checks = openFirstChecks(file)
    const found = [5, 6, 7].map((at) => checks.note(statement, at))
    expect(found).toEqual([
      { firstMs: 5, isFirst: true },
      { firstMs: 5, isFirst: false },
      { firstMs: 5, isFirst: false },
    ])
    checks.close()
    const again = openFirstChecks(file)
    expect(again.note(statement, 9)).toEqual({ firstMs: 5, isFirst: false })
    again.close()
    rmSync(folder, { recursive: true })
  })
})
