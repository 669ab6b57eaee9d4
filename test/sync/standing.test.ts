import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { conflictsAnswer, standingAnswer, unitAnswer } from '../../core/contract/standing.ts'
import { fromBase64Url, toBase64Url } from '../../core/encoding/base64.ts'
import { holdingEvent } from '../../core/epcis/holding.ts'
import { ssccEpc, unitEpc } from '../../core/gs1/epc.ts'
import { buildSscc } from '../../core/gs1/sscc.ts'
import { issuerUri } from '../../core/statement/issuer.ts'
import { kidOf } from '../../core/statement/statement.ts'
import { generateSeed, signerFromSeed, verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { verifyConflict, verifyStanding } from '../../sync/replication/signed-standing.ts'
import { syncBatch } from '../../sync/replication/sync-batch.ts'
import { type LedgerHere, startLedgerHere } from './ledger-here.ts'
import { gtin, StatingStation } from './stated-events.ts'
import {
  consortium as consortiumName,
  makeTrainingConsortium,
  org,
  type Party,
  sealBatch,
  type TrainingConsortium,
} from './training-consortium.ts'

let consortium: TrainingConsortium
let second: Party
let ledger: LedgerHere

beforeEach(async () => {
  const signer = signerFromSeed(generateSeed())
  const name = 'LBL08'
  const issuer = issuerUri({ consortium: consortiumName, org, kind: 'station', name })
  second = { ...signer, kid: kidOf(signer.publicKey), issuer }
  const key = toBase64Url(signer.publicKey)
  const from = '2026-01-01T00:00:00.000Z'
  const listed = { kid: second.kid, key, use: 'station', name: `station/${name}`, from } as const
  consortium = makeTrainingConsortium((payload) => ({ ...payload, keys: [...payload.keys, listed] }))
  ledger = await startLedgerHere(consortium)
})
afterEach(async () => {
  await ledger.close()
  consortium.remove()
})

async function sync({ party, statements }: StatingStation): Promise<void> {
  const { supervisor, logVkey, witnessVkey } = consortium
  const batch = sealBatch(party, supervisor, 1, statements)
  const trust = { logVkey, witnessVkeys: [witnessVkey], k: 1 }
  await syncBatch({ url: ledger.url, station: party.issuer, batch, identity: party, ...trust })
}

/** Questions asked at a time: a ledger shows strangers of one address out beyond 64 connections, and this suite is one. */
const ASKED_AT_ONCE = 8

/** What the ledger says of each statement, in their order. */
async function standingTexts(ids: readonly string[]): Promise<string[]> {
  const texts: string[] = []
  for (let from = 0; from < ids.length; from += ASKED_AT_ONCE)
    texts.push(...(await Promise.all(ids.slice(from, from + ASKED_AT_ONCE).map(standingText))))
  return texts
}

/** Asks until it is judged: that happens after the station has its receipts. */
async function standingText(id: string): Promise<string> {
  for (;;) {
    const response = await fetch(`${ledger.url}/standing/${id}`)
    if (response.status === 200) return response.text()
    expect(response.status).toBe(503)
    await response.text()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const standing = async (id: string) => standingAnswer.parse(JSON.parse(await standingText(id)))
const word = async (id: string) => (await standing(id)).verdict.standing
const page = async (path: string) => (await fetch(`${ledger.url}${path}`)).json()

const unit = (serial: string) => unitEpc(gtin, serial)
const sscc = buildSscc({ extension: '0', companyPrefix: '9506000', serial: 1 })

describe('two stations that claim the same serial', () => {
  it('are both logged, both conflicted, and the conflict is published and signed', async () => {
    const [one, two] = [new StatingStation(consortium.station), new StatingStation(second)]
    const first = one.commission('B7Q0000000000A1')
    const claim = two.commission('B7Q0000000000A1')
    await sync(one)
    expect(await word(first)).toBe('valid')
    await sync(two)
    await standingText(claim)
    const answer = await standing(first)
    expect(answer).toMatchObject({
      verdict: {
        standing: 'conflicted',
        statement: first,
        reasons: [{ code: 'unit-already-commissioned', about: unit('B7Q0000000000A1'), statement: claim }],
      },
      earlier: [{ standing: 'valid' }],
    })
    expect(await word(claim)).toBe('conflicted')
    const key = consortium.logSigner.publicKey
    const signature = fromBase64Url(answer.signature)
    expect(verifyStanding(answer.verdict, signature, key, verifyEd25519)).toBe(true)
    const changed = { ...answer.verdict, standing: 'valid' as const }
    expect(verifyStanding(changed, signature, key, verifyEd25519)).toBe(false)

    const { conflicts, next } = conflictsAnswer.parse(await page('/conflicts'))
    expect([conflicts.length, next]).toEqual([1, null])
    const found = conflicts[0]
    if (!found) throw new Error('no conflict')
    expect(found.conflict).toMatchObject({ statements: [first, claim], sameKey: false })
    expect(verifyConflict(found.conflict, fromBase64Url(found.signature), key, verifyEd25519)).toBe(true)
    expect(verifyStanding(found.conflict as never, fromBase64Url(found.signature), key, verifyEd25519)).toBe(
      false,
    )
  })
})

describe('what logged statements are worth', () => {
  it('is told of a unit and its case, in any spelling of their names', async () => {
    const station = new StatingStation(consortium.station)
    const ids = [station.commission('B7Q0000000000A1'), station.commission('B7Q0000000000A2')]
    const packed = station.pack(sscc, [unit('B7Q0000000000A1'), unit('B7Q0000000000A2')])
    const wrong = station.decommission(unit('B7Q0000000000A1'))
    await sync(station)
    expect([await word(packed), await word(wrong)]).toEqual(['valid', 'impossible'])
    expect((await standing(wrong)).verdict.reasons).toMatchObject([
      { code: 'unit-is-packed', statement: packed },
    ])
    const told = unitAnswer.parse(await page(`/unit?epc=${encodeURIComponent(unit('B7Q0000000000A1'))}`))
    expect(told).toMatchObject({ kind: 'unit', state: 'packed', in: ssccEpc(sscc), size: 5 })
    expect(told.statements).toMatchObject([
      { id: ids[0], standing: 'valid' },
      { id: packed, standing: 'valid' },
      { id: wrong, standing: 'impossible' },
    ])
    const urn = 'urn:epc:id:sgtin:9506000.013435.B7Q0000000000A1'
    expect(await page(`/unit?epc=${encodeURIComponent(urn)}`)).toEqual(told)
    const box = unitAnswer.parse(await page(`/unit?epc=${encodeURIComponent(ssccEpc(sscc))}`))
    expect(box).toMatchObject({
      kind: 'case',
      state: 'closed',
      contents: [unit('B7Q0000000000A1'), unit('B7Q0000000000A2')],
    })
  })

  it('counts what arrived before its beginning as soon as that arrives', async () => {
    const [packer, maker] = [new StatingStation(consortium.station), new StatingStation(second)]
    const packed = packer.pack(sscc, [unit('B7Q0000000000A1')])
    await sync(packer)
    expect(await standing(packed)).toMatchObject({
      verdict: { standing: 'unfounded', reasons: [{ code: 'unit-not-commissioned', statement: null }] },
    })
    const born = maker.commission('B7Q0000000000A1')
    await sync(maker)
    expect([await word(born), await word(packed)]).toEqual(['valid', 'valid'])
    expect((await standing(packed)).earlier).toMatchObject([{ standing: 'unfounded' }])
  })

  it('follows a case onto a pallet and away, and refuses what is on hold in it', async () => {
    const [maker, shipper] = [new StatingStation(consortium.station), new StatingStation(second)]
    const [held, free] = [unit('B7Q0000000000A1'), unit('B7Q0000000000A2')]
    const pallet = ssccEpc(buildSscc({ extension: '0', companyPrefix: '9506000', serial: 9 }))
    const box = ssccEpc(sscc)
    maker.commission('B7Q0000000000A1')
    maker.commission('B7Q0000000000A2')
    maker.pack(sscc, [held, free])
    const observed = { type: 'ObjectEvent', action: 'OBSERVE' } as const
    const hold = maker.state((basis) =>
      holdingEvent(basis, { goods: { epcs: [held] }, reason: 'inspection' }),
    )
    const stack = { type: 'AggregationEvent', action: 'ADD', bizStep: 'packing' } as const
    const built = shipper.tell({ ...stack, parentID: pallet, childEPCs: [box] })
    const away = { ...observed, bizStep: 'shipping', disposition: 'in_transit', epcList: [pallet] }
    const early = shipper.tell(away)
    const dance = { ...away, bizStep: 'dancing', eventID: 'ni:///sha-256;' }
    const unknown = shipper.state((basis) => ({ ...dance, 'bm:station': basis.station }) as never)
    await sync(maker)
    await sync(shipper)
    expect(await word(built)).toBe('valid')
    expect(await word(unknown)).toBe('malformed')
    expect((await standing(early)).verdict).toMatchObject({
      standing: 'conflicted',
      reasons: [{ code: 'case-holds-held-unit', about: pallet, statement: hold }],
    })
    expect(await page(`/unit?epc=${encodeURIComponent(pallet)}`)).toMatchObject({
      kind: 'pallet',
      state: 'built',
    })
    expect(await page(`/unit?epc=${encodeURIComponent(box)}`)).toMatchObject({
      state: 'on-pallet',
      in: pallet,
    })
    expect(await page(`/unit?epc=${encodeURIComponent(held)}`)).toMatchObject({
      state: 'packed-held',
      in: box,
    })
  })

  it('is the same again when it is made anew from the log alone', async () => {
    const [one, two] = [new StatingStation(consortium.station), new StatingStation(second)]
    for (let n = 0; n < 150; n++) one.commission(`B7Q${String(n).padStart(12, '0')}`)
    two.pack(sscc, [unit('B7Q000000000007')])
    two.commission('B7Q000000000009')
    two.state((basis) => ({ ...packedWithout(basis.station), eventID: 'ni:///sha-256;' }) as never)
    await sync(two)
    await sync(one)
    const ids = [...one.statements, ...two.statements].map(({ id }) => id)
    const ask = async () => ({
      standings: await standingTexts(ids),
      conflicts: await page('/conflicts'),
      unit: await page(`/unit?epc=${encodeURIComponent(unit('B7Q000000000009'))}`),
    })
    const before = await ask()
    const words = before.standings.map((text) => standingAnswer.parse(JSON.parse(text)).verdict.standing)
    expect(words.filter((each) => each !== 'valid')).toEqual(['conflicted', 'conflicted', 'malformed'])
    await ledger.close()
    for (const end of ['', '-wal', '-shm'])
      rmSync(join(consortium.data, `standing.sqlite${end}`), { force: true })
    ledger = await startLedgerHere(consortium)
    expect(await ask()).toEqual(before)
  })

  it('answers hostile questions like any other', async () => {
    const asked = [
      '/standing/',
      '/standing/xyz',
      `/standing/${'00'.repeat(32)}`,
      '/unit',
      '/unit?epc=x',
      `/unit?epc=${'9'.repeat(5000)}`,
      '/conflicts?from=-1',
      `/conflicts?from=${'9'.repeat(40)}`,
    ]
    const statuses = await Promise.all(
      asked.map(async (path) => (await fetch(`${ledger.url}${path}`)).status),
    )
    expect(statuses).toEqual([404, 404, 404, 404, 404, 404, 400, 400])
    const posted = await fetch(`${ledger.url}/conflicts`, { method: 'POST' })
    expect(posted.status).toBe(405)
  })
})

/** An event that no schema of ours takes. */
const packedWithout = (station: string) => ({
  type: 'AggregationEvent',
  action: 'ADD',
  bizStep: 'packing',
  'bm:station': station,
})
