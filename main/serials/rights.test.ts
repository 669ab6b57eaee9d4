import { copyFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readAuthorityFile, writeAuthorityFile } from '../../core/authority/authority-file.ts'
import { SerialRoot } from '../../core/authority/serial-root.ts'
import { newSerial } from '../../core/label/serial.ts'
import { signMembership } from '../../core/membership/membership.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import { readStatement, signStatement } from '../../core/statement/statement.ts'
import { signerFromSeed } from '../../platform/keys/ed25519.ts'
import { random } from '../../platform/keys/scrypt.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { TRAINING_PASSPHRASE, trainingLedgerSeeds } from '../../sync/ledger/training-keys.ts'
import { checkWorkspace } from '../fsck/check-workspace.ts'
import { reEnrol } from '../restore/re-enrol.ts'
import { BenchStation } from '../station/bench-station.stub.ts'
import { sampleAdministrators } from '../training/sample-administrators.ts'
import { sampleBrand } from '../training/sample-brand.ts'
import { samplePoolFor } from '../training/sample-rights.ts'
import { openVaultFile } from '../workspace/vault.ts'
import { workspaceFiles } from '../workspace/workspace.ts'
import { MintingRights } from './minting-rights.ts'
import { rightAnswer } from './right-answer.ts'

const GTIN = '09506000110011'
const GOODS = `]d201${GTIN}1728041110KM1-2610D`
const CARTON = `]d20119506000110018${'1728041110KM1-2610D'}`
const FROM = '2026-01-01T00:00:00.000Z'

let bench: BenchStation
beforeEach(async () => {
  bench = await BenchStation.open('quick.csv')
})
afterEach(() => bench.close())

const desk = () => {
  const { store, profile, rights } = bench.station.ctx
  return { store, profile, rights, files: workspaceFiles(bench.folder) }
}
const csv = (serials: readonly string[]) => [Buffer.from(`serial\n${serials.join('\n')}\n`)]
const take = (authority: string, serials: readonly string[] | null) =>
  bench.station.importRight({
    fileName: 'pool.json',
    authority,
    list: serials === null ? null : csv(serials),
    badge: 'SUP-0001',
  })
const poolOf = (count: number, gtins: string[] = []) =>
  samplePoolFor(desk(), { gtins, from: FROM, until: null, count })

/** A pool as the sample brand signs it, with anything in it changed. */
function signed(change: Readonly<Record<string, unknown>>, serials = [newSerial('ZAA', random)]) {
  const { station, own } = bench.station.ctx.rights.basis
  const root = new SerialRoot(sha256Native)
  for (const serial of serials) root.add(serial)
  const brand = sampleBrand(own.payload.training ?? '', own.payload.consortium, FROM)
  const statement = brand.sign(
    {
      format: 'bondmark/serial-pool/1',
      to: station.issuer,
      kid: station.kid,
      range: 'ZAA',
      covers: { companyPrefixes: ['9506000'], gtins: [] },
      from: FROM,
      until: null,
      count: serials.length,
      root: root.root(),
      ...change,
    } as Parameters<typeof brand.sign>[0],
    FROM,
  )
  return { authority: writeAuthorityFile({ memberships: [], statement }), serials }
}

const states = () => {
  const right = bench.station.ctx.rights.held(bench.clock.now())[0]
  return right && [right.authority.kind, right.issued, right.left]
}
const labels = () => bench.store.labels.newest(10)

describe("a brand's pool", () => {
  it('is used before the delegation, in the order of its list, and every unit cites the right it was named under', async () => {
    const { authority, serials } = await poolOf(1)
    const taken = await take(authority, serials)
    expect(taken).toMatchObject({ outcome: 'pool', brand: 'sample-brands', serials: 1 })
    await bench.scan(GOODS)
    const first = await bench.newestSymbol()
    expect(first).toContain(serials[0])
    await bench.scan(first)
    await bench.scan(GOODS)
    await bench.scan(await bench.newestSymbol())
    const [second, ofPool] = labels()
    expect(ofPool).toMatchObject({ serial: serials[0], authority: taken.id, state: 'verified' })
    expect(second).toMatchObject({ authority: bench.station.ctx.profile.serialAuthority, state: 'verified' })
    expect(second?.serial.startsWith('B7Q')).toBe(true)
    const cited = bench.store.statements
      .ofBatch(1, bench.store.batches.span(1))
      .map(({ bytes }) => Buffer.from(bytes).toString())
      .filter((text) => text.includes('commissioning'))
      .map((text) => /"bm:serialAuthority":"([0-9a-f]+)"/.exec(text)?.[1])
    expect(cited).toEqual([taken.id, second?.authority])
    expect((await checkWorkspace(bench.folder)).problems).toEqual([])
  })

  it('gives each serial once: a voided label spends it, and the next label has the next', async () => {
    const { authority, serials } = await poolOf(3)
    await take(authority, serials)
    await bench.scan(GOODS)
    await bench.newestSymbol()
    await bench.press('void', { reason: 'Torn' })
    await bench.newestSymbol()
    expect(labels().map(({ serial, state }) => [serial, state === 'voided'])).toEqual([
      [serials[1], false],
      [serials[0], true],
    ])
    expect(states()).toEqual(['pool', 2, 1])
  })

  it('is kept as it was when a crash falls between, and goes on behind the last serial that was reserved', async () => {
    const { authority, serials } = await poolOf(4)
    await take(authority, serials)
    await bench.scan(GOODS)
    await bench.newestSymbol()
    await bench.workspace.close()
    await bench.reopen()
    expect(states()).toEqual(['pool', 1, 3])
    await bench.press('void', { reason: 'Torn' })
    expect(labels().map(({ serial }) => serial)).toEqual([serials[1], serials[0]])
  })

  it('whose day has not come gives no serial yet, and its serials have not lapsed', async () => {
    const later = signed({ from: '2099-01-01T00:00:00.000Z' })
    await take(later.authority, later.serials)
    const { store, rights, profile } = bench.station.ctx
    const [waiting] = rights.held(bench.clock.now()).filter(({ authority }) => authority.kind === 'pool')
    if (waiting === undefined) throw new Error('the pool was not taken in')
    expect(rightAnswer(store, waiting, profile.serialPrefix)).toMatchObject({
      idle: { code: 'authority-not-yet' },
      states: { provisioned: 1, lapsed: 0 },
    })
    await bench.scan(GOODS)
    expect(labels()[0]?.serial).not.toBe(later.serials[0])
  })

  it('taken again changes nothing', async () => {
    const { authority, serials } = await poolOf(2)
    await take(authority, serials)
    expect(await take(authority, serials)).toMatchObject({ outcome: 'already' })
    expect(states()).toEqual(['pool', 0, 2])
  })

  it('covers the products that the brand named, and no other', async () => {
    const { authority, serials } = await poolOf(2, ['09506000310022'])
    await take(authority, serials)
    await bench.scan(GOODS)
    expect(labels()[0]?.serial.startsWith('B7Q')).toBe(true)
  })

  it.each([
    ['has another list than was signed', 'pool-root-differs', {}, (s: string[]) => [...s].reverse()],
    ['is short of a serial', 'pool-count-differs', {}, (s: string[]) => s.slice(1)],
    ['has one too many', 'pool-count-differs', {}, (s: string[]) => [...s, newSerial('ZAA', random)]],
    ['names a serial twice', 'pool-serial-twice', {}, (s: string[]) => [s[0] ?? '', s[0] ?? '']],
    [
      'leaves its range',
      'pool-range-foreign',
      {},
      () => [newSerial('B7Q', random), newSerial('B7Q', random)],
    ],
    ['holds what is no serial', 'pool-list-malformed', {}, () => ['ZAA0', 'ZAA1']],
    ['has no list', 'pool-list-missing', {}, () => null],
    ['is for another key', 'authority-for-other-station', { kid: '0'.repeat(64) }, (s: string[]) => s],
    [
      'is for another station',
      'authority-for-other-station',
      { to: 'https://id.bondmark.example/org/ningbo-bonded/station/LBL08' },
      (s: string[]) => s,
    ],
    ['has ended', 'authority-expired', { until: '2026-02-01T00:00:00.000Z' }, (s: string[]) => s],
    [
      'covers a GTIN of another brand',
      'authority-gtin-foreign',
      { covers: { companyPrefixes: [], gtins: ['04006381333931'] } },
      (s: string[]) => s,
    ],
    [
      'covers a part of a company prefix, as if it were one',
      'authority-gtin-foreign',
      { covers: { companyPrefixes: ['95060001'], gtins: [] } },
      (s: string[]) => s,
    ],
    [
      'covers more than the company prefix',
      'authority-gtin-foreign',
      { covers: { companyPrefixes: ['9506'], gtins: [] } },
      (s: string[]) => s,
    ],
  ] as const)('that %s is refused, and nothing of it is kept', async (_, code, change, list) => {
    const { authority, serials } = signed(change, [newSerial('ZAA', random), newSerial('ZAA', random)])
    await expect(take(authority, list(serials))).rejects.toMatchObject({ code })
    expect(bench.store.serials.all()).toHaveLength(1)
    expect(bench.store.pools.arriving()).toEqual([])
    await bench.scan(GOODS)
    expect(labels()[0]?.serial.startsWith('B7Q')).toBe(true)
  })

  it('with a changed byte, or signed by somebody else, is refused by its own reason', async () => {
    const { authority, serials } = signed({})
    const statement = Uint8Array.from(readAuthorityFile(authority).statement ?? [])
    statement[statement.length - 1] = (statement.at(-1) ?? 0) ^ 1
    const changed = writeAuthorityFile({ memberships: [], statement })
    await expect(take(changed, serials)).rejects.toMatchObject({ code: 'authority-unsigned' })
    const { own } = bench.station.ctx.rights.basis
    const named = readStatement(readAuthorityFile(authority).statement ?? statement)
    const renamed = signStatement(
      { ...named, contentType: contentTypes.record('serial-delegation') },
      signerFromSeed(trainingLedgerSeeds(own.payload.training ?? '').brand).sign,
    )
    await expect(
      take(writeAuthorityFile({ memberships: [], statement: renamed }), serials),
    ).rejects.toMatchObject({ code: 'authority-malformed' })
    const other = sampleBrand('00'.repeat(16), own.payload.consortium, FROM)
    const { station } = bench.station.ctx.rights.basis
    const forged = other.sign(
      {
        format: 'bondmark/serial-delegation/2',
        to: station.issuer,
        prefix: null,
        covers: { companyPrefixes: ['9506000'], gtins: [] },
        from: FROM,
        until: null,
        max: null,
      } as never,
      FROM,
    )
    await expect(
      take(writeAuthorityFile({ memberships: [], statement: forged }), null),
    ).rejects.toMatchObject({
      code: 'authority-key-foreign',
    })
  })

  it('with a serial of another pool, or of a label, is refused', async () => {
    const first = signed({})
    await take(first.authority, first.serials)
    const again = signed({ until: '2030-01-01T00:00:00.000Z' }, first.serials)
    await expect(take(again.authority, again.serials)).rejects.toMatchObject({ code: 'pool-serial-pooled' })
  })

  it('whose brand lost its key gives no serial any more, and an older file does not bring the key back', async () => {
    const { authority, serials } = await poolOf(2)
    await take(authority, serials)
    const { own } = bench.station.ctx.rights.basis
    const known = bench.store.serials.memberships()[0]
    const brand = bench.station.ctx.rights.brand('sample-brands')
    const { vaultKey } = await openVaultFile(workspaceFiles(bench.folder).vault, TRAINING_PASSPHRASE)
    const administrators = await sampleAdministrators(bench.store.people, vaultKey, bench.station.ctx.profile)
    const kid = brand?.payload.keys[0]?.kid ?? ''
    const payload = {
      ...(brand?.payload as NonNullable<typeof brand>['payload']),
      revocations: [{ kid, at: '2026-11-22T00:00:00.000Z' }],
      previous: known?.head ?? null,
    }
    const memberships = [signMembership(payload, administrators, 1_790_000_000)]
    expect(own.payload.org).not.toBe(payload.org)
    expect(await take(writeAuthorityFile({ memberships, statement: null }), null)).toMatchObject({
      outcome: 'brand',
    })
    const stop = await bench.scan(GOODS)
    expect(stop).toMatchObject({
      kind: 'stop',
      sentence: { code: 'serials-no-right' },
      next: { code: 'next-import-serials' },
    })
    expect(bench.store.plans.linesOf(GTIN)[0]?.received).toBe(0)
    await expect(take((await poolOf(1)).authority, serials)).rejects.toMatchObject({
      code: 'authority-revoked',
    })
  })
})

describe('a station without serials enough', () => {
  it('stops the line before anything is received, and gives what is left to the next unit', async () => {
    const { authority, serials } = await poolOf(1)
    await take(authority, serials)
    expect(bench.station.view().serials?.low).toMatchObject([{ code: 'serials-low', detail: { left: 1 } }])
    const { rights } = bench.station.ctx
    expect(rights.usable(GTIN, bench.clock.now()).map(({ left }) => left)).toEqual([1, null])
  })
})

describe('a station that has nothing but a pool', () => {
  beforeEach(() => {
    // As if no brand had ever delegated to it: the delegation of its enrolment counts for nothing.
    const { usable } = MintingRights.prototype
    vi.spyOn(MintingRights.prototype, 'usable').mockImplementation(function (this: MintingRights, ...asked) {
      return usable.apply(this, asked).filter(({ authority }) => authority.kind === 'pool')
    })
  })
  afterEach(() => vi.restoreAllMocks())

  const line = () => bench.store.plans.linesOf(GTIN)[0]

  it('stops the line before a case is received of which not every unit would get a serial, and takes single units as long as there are', async () => {
    const { authority, serials } = await poolOf(2)
    await take(authority, serials)
    expect(await bench.scan(CARTON)).toMatchObject({
      kind: 'stop',
      sentence: { code: 'serials-too-few', detail: { gtin: GTIN, left: 2, wanted: 6 } },
      next: { code: 'next-import-serials' },
    })
    await bench.press('ack')
    expect([line()?.received, labels().length]).toEqual([0, 0])
    for (const serial of serials) {
      expect(await bench.scan(GOODS)).toMatchObject({ kind: 'accepted' })
      await bench.scan(await bench.newestSymbol())
      expect(labels()[0]).toMatchObject({ serial, state: 'verified' })
    }
    expect(await bench.scan(GOODS)).toMatchObject({ kind: 'stop', sentence: { code: 'serials-no-right' } })
    await bench.press('ack')
    // The label that is there stays as it is: nothing could take its place.
    await expect(bench.press('void', { serial: serials[1], reason: 'torn' })).rejects.toMatchObject({
      code: 'serials-no-right',
    })
    expect(line()).toMatchObject({ received: 2, labeled: 2, damaged: 0 })
  })

  it('counts a unit as damaged whose label never went out when the station stopped, where no serial is left for it', async () => {
    const { authority, serials } = await poolOf(1)
    await take(authority, serials)
    await bench.workspace.hands.printerFault('media-out')
    await bench.scan(GOODS)
    expect(labels()).toMatchObject([{ serial: serials[0], state: 'reserved' }])
    await bench.workspace.close()
    await bench.reopen()
    expect(labels()).toMatchObject([
      { serial: serials[0], state: 'voided', reason: 'recovery: no serial left', recovery: 1 },
    ])
    expect(line()).toMatchObject({ received: 1, labeled: 0, damaged: 1 })
    expect(states()).toEqual(['pool', 1, 0])
    expect((await checkWorkspace(bench.folder)).problems).toEqual([])
    // The line is closed with it, and its exception says why.
    await bench.press('sign-in', { badge: 'OP-0007', passcode: '2468' })
    expect(bench.station.view().lines[0]).toMatchObject({ damaged: 1 })
  })
})

describe('a station that was restored', () => {
  it('uses no serial of a pool of before, because the old machine may have: it draws under its new prefix until the brand assigns again', async () => {
    const { authority, serials } = await poolOf(3)
    await take(authority, serials)
    await bench.scan(GOODS)
    await bench.scan(await bench.newestSymbol())
    await bench.workspace.close()
    const { profile } = await reEnrol(bench.folder, bench.clock.now(), bench.clock)
    await bench.reopen()
    const held = bench.station.ctx.rights.held(bench.clock.now())
    expect(held.map(({ authority: { kind, prefix }, idle }) => [kind, prefix, idle?.code ?? null])).toEqual([
      ['pool', serials[0]?.slice(0, 3), 'authority-for-other-station'],
      ['delegation', 'B7Q', 'authority-prefix-differs'],
      ['delegation', profile.serialPrefix, null],
    ])
    await bench.press('sign-in', { badge: 'OP-0007', passcode: '2468' })
    await bench.scan(GOODS)
    expect(labels()[0]).toMatchObject({ authority: profile.serialAuthority })
    expect(labels()[0]?.serial.slice(0, 3)).toBe(profile.serialPrefix)
    await bench.newestSymbol()
    expect((await checkWorkspace(bench.folder)).problems).toEqual([])
    // The same pool is refused now, and one for the new key is taken.
    await expect(take(authority, serials)).rejects.toMatchObject({ code: 'authority-for-other-station' })
    const next = await poolOf(1)
    expect(await take(next.authority, next.serials)).toMatchObject({ outcome: 'pool' })
  })
})

describe('fsck', () => {
  it('finds a pool that was changed, and a label that names a right which does not cover it', async () => {
    const { authority, serials } = await poolOf(2)
    await take(authority, serials)
    await bench.scan(GOODS)
    await bench.newestSymbol()
    await bench.workspace.close()
    const { default: Sqlite } = await import('better-sqlite3')
    const { database } = workspaceFiles(bench.folder)
    copyFileSync(database, `${database}.kept`)
    const changed = async (sql: string) => {
      copyFileSync(`${database}.kept`, database)
      const db = new Sqlite(database)
      for (const name of db
        .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        .pluck()
        .all())
        db.exec(`DROP TRIGGER ${name}`)
      db.exec(sql)
      db.close()
      return (await checkWorkspace(bench.folder)).problems.map(({ code }) => code)
    }
    expect(await changed("UPDATE pool_serial SET serial = 'Z00000000000000' WHERE place = 1")).toContain(
      'pool-differs',
    )
    expect(await changed('UPDATE label_job SET authority = 1')).toContain('label-authority-wrong')
    expect(await changed('UPDATE label_job SET authority = NULL')).toContain('label-authority-missing')
    expect(await changed('UPDATE serial_authority SET issued = 0')).toContain('authority-count-differs')
    expect(await changed('DELETE FROM brand_membership')).toContain('authority-wrong')
    copyFileSync(`${database}.kept`, database)
    await bench.reopen()
  })
})
