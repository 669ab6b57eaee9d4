import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { everything } from '../../../core/catalogue/publisher/publisher-scope.ts'
import type { Certificate, Manufacturer } from '../../../core/catalogue/rows.ts'
import { toBase64Url } from '../../../core/encoding/base64.ts'
import { toUtf8 } from '../../../core/encoding/utf8.ts'
import { writeMembershipFile } from '../../../core/membership/membership-file.ts'
import { publisherFile } from '../../../platform/catalogue/publisher-file.ts'
import { TRAINING_PASSPHRASE } from '../../../sync/ledger/training-keys.ts'
import { checkWorkspace } from '../../fsck/check-workspace.ts'
import { boss, CEREAL, heldBench } from '../../release/held-plan.stub.ts'
import type { BenchStation } from '../../station/bench-station.stub.ts'
import { sampleAdministrators } from '../../training/sample-administrators.ts'
import { openVaultFile } from '../../workspace/vault.ts'
import { workspaceFiles } from '../../workspace/workspace.ts'
import { openPack } from '../snapshot/pack-file.ts'
import { applyOfPublisher } from './apply-of-publisher.ts'
import { type Root, SamplePublisher } from './publishers.stub.ts'

let bench: BenchStation
let folder: string
let mills: SamplePublisher
beforeEach(async () => {
  bench = await heldBench()
  folder = mkdtempSync(join(tmpdir(), 'bondmark-publisher-desk-'))
  const { profile, store } = bench.station.ctx
  const { vaultKey } = await openVaultFile(workspaceFiles(bench.folder).vault, TRAINING_PASSPHRASE)
  const { consortium, training } = bench.workspace.control.publishers.place.own.payload
  const administrators = await sampleAdministrators(store.people, vaultKey, profile)
  mills = new SamplePublisher(folder, 'korat-mills', 40, {
    consortium,
    training,
    administrators,
  } satisfies Root)
})
afterEach(async () => {
  await bench.close()
  rmSync(folder, { recursive: true })
})

const works: Manufacturer = { id: 'KCM', name: 'Korat Cereal Mills Co. Ltd', country: 'TH' }
const paper: Certificate = {
  ...{ manufacturer: 'KCM', id: 'FE-KCM-1', kind: 'factory-evaluation', category: 'baby-cereal' },
  ...{ from: '2026-01-01', until: '2028-12-31' },
}
const desk = () => bench.workspace.control.publishers
const file = (statements: readonly Uint8Array[]) => toBase64Url(toUtf8(writeMembershipFile(statements)))
const trusting = () => ({
  ...{ publisher: mills.org, membership: file(mills.list()), trust: null, scope: everything, ...boss },
})
const trust = (change: object = {}) => desk().trust({ ...trusting(), ...change })
const catalogue = () => workspaceFiles(bench.folder).catalogue
const apply = (pack: string) =>
  applyOfPublisher(openPack(pack), desk().place, { t: bench.station.ctx.clock.now(), onProgress: () => {} })
const line = () => bench.workspace.control.release.show(CEREAL).lines[0]
const whys = () => line()?.why.map(({ sentence }) => sentence.code) ?? []
const problems = async () => (await checkWorkspace(bench.folder)).problems.map(({ code }) => code)
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'taken',
    (error) => error.code,
  )

describe('whom a station believes of goods data', () => {
  it('is said by a person, decides lines again, and takes back what rested on it once it is ended', async () => {
    expect(whys()).toContain('hold-factory-evaluation')
    expect(await trust()).toMatchObject({ sentence: { code: 'publisher-now-trusted' } })
    await apply(mills.publish({ manufacturers: [works], certificates: [paper] }))
    // A command beside the station has applied it: the station finds out by itself.
    await bench.workspace.control.release.settle()
    expect(whys()).not.toContain('hold-factory-evaluation')
    expect(await problems()).toEqual([])
    const ended = await desk().endTrust({ publisher: mills.org, reason: 'Wrong twice', ...boss })
    expect(ended).toMatchObject({ sentence: { code: 'publisher-trust-ended' } })
    expect(whys()).toContain('hold-factory-evaluation')
    expect(desk().members().members).toContain(mills.org)
    expect(await problems()).toEqual([])
    // By name alone from then on: its list is known.
    bench.later(1000)
    await trust({ membership: null })
    expect(whys()).not.toContain('hold-factory-evaluation')
  })

  it('is taken at the screen from a file, by a supervisor, and by whose signature it bears', async () => {
    const pack = readFileSync(mills.publish({ manufacturers: [works], certificates: [paper] }))
    const take = (bytes: Uint8Array, who = boss) =>
      bench.workspace.control.catalogue.apply({ fileName: 'm.catalogue', bytes: toBase64Url(bytes), ...who })
    expect(await refusal(take(pack))).toBe('publisher-not-trusted')
    await trust()
    expect(await refusal(take(pack, { badge: 'OP-0007', passcode: '2468' }))).toBe(
      'catalogue-needs-supervisor',
    )
    expect(await refusal(take(pack.subarray(0, 40)))).toBe('catalogue-snapshot-malformed')
    const bent = Uint8Array.from(pack, (byte, at) => (at === pack.length - 9 ? byte ^ 1 : byte))
    expect(await refusal(take(bent))).toMatch(/^catalogue-/)
    expect(whys()).toContain('hold-factory-evaluation')
    expect(await take(pack)).toMatchObject({ sentence: { code: 'catalogue-applied' } })
    expect(whys()).not.toContain('hold-factory-evaluation')
    expect(await take(pack)).toMatchObject({ sentence: { code: 'catalogue-current' } })
    expect(readdirSync(bench.folder).filter((name) => name.includes('brought'))).toEqual([])
    expect(await problems()).toEqual([])
  })

  it('is refused as a word, and changes nothing, while the goods data cannot follow it', async () => {
    await trust()
    await apply(mills.publish({ manufacturers: [works], certificates: [paper] }))
    await bench.workspace.control.release.settle()
    const goods = new Sqlite(catalogue())
    goods.exec("CREATE TRIGGER held BEFORE DELETE ON publisher BEGIN SELECT RAISE(ABORT, 'held'); END")
    const end = () => desk().endTrust({ publisher: mills.org, reason: 'Wrong twice', ...boss })
    await expect(end()).rejects.toThrow('held')
    // No word is on record beside rows that go on counting.
    expect(bench.store.publishers.all()).toHaveLength(1)
    expect(whys()).not.toContain('hold-factory-evaluation')
    goods.exec('DROP TRIGGER held')
    goods.close()
    await end()
    expect(whys()).toContain('hold-factory-evaluation')
  })

  it('is decided again at the next start when the station died in between', async () => {
    await trust()
    await apply(mills.publish({ manufacturers: [works], certificates: [paper] }))
    await bench.workspace.close()
    await bench.reopen()
    await bench.workspace.control.release.settle()
    expect(whys()).not.toContain('hold-factory-evaluation')
    // The word is on disk, and nothing else has happened.
    const goods = new Sqlite(catalogue())
    goods.exec('DELETE FROM publisher')
    goods.close()
    expect(await problems()).toEqual(['publisher-trust-wrong'])
    await bench.workspace.close()
    await bench.reopen()
    expect(await problems()).toEqual([])
  })

  it('is refused to operators, of the own organisation, of a list that others signed, and twice', async () => {
    expect(await refusal(trust({ badge: 'OP-0007', passcode: '2468' }))).toBe('publisher-needs-supervisor')
    expect(await refusal(trust({ passcode: '0' }))).toBe('sign-in-refused')
    expect(await refusal(trust({ membership: null }))).toBe('publisher-membership-missing')
    expect(await refusal(trust({ publisher: 'another' }))).toBe('publisher-membership-other')
    const { statements, payload } = desk().place.own
    expect(await refusal(trust({ publisher: payload.org, membership: file(statements) }))).toBe(
      'publisher-own',
    )
    const strangers = new SamplePublisher(folder, 'strangers', 60)
    const asked = { publisher: strangers.org, membership: file(strangers.list()) }
    expect(await refusal(trust(asked))).toBe('membership-not-administrator')
    await trust()
    expect(await refusal(trust())).toBe('publisher-trusted-already')
    expect(bench.store.publishers.all()).toHaveLength(1)
  })

  it.each([
    ['a row', "UPDATE row SET body = replace(body, '2028-12-31', '2038-12-31')", 'catalogue-damaged'],
    [
      'a list',
      "DROP TRIGGER membership_no_update; UPDATE membership SET head = 'x'",
      'publisher-trust-wrong',
    ],
  ])('is verified by fsck down to %s', async (_, sql, code) => {
    await trust()
    await apply(mills.publish({ manufacturers: [works], certificates: [paper] }))
    const db = new Sqlite(publisherFile(catalogue(), mills.org))
    db.exec(sql)
    db.close()
    expect(await problems()).toContain(code)
  })

  it('is verified by fsck down to the word', async () => {
    await trust()
    await bench.workspace.close()
    const db = new Sqlite(workspaceFiles(bench.folder).database)
    db.exec("DROP TRIGGER publisher_word_no_update; UPDATE publisher_word SET badge = 'ADM-0001'")
    db.close()
    expect(await problems()).toContain('publisher-word-wrong')
    await bench.reopen()
  })
})
