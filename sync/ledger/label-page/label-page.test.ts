import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { labelAnswer } from '../../../core/contract/label-answer.ts'
import { toBase64Url } from '../../../core/encoding/base64.ts'
import { destroyingEvent } from '../../../core/epcis/destroying.ts'
import type { EventBasis } from '../../../core/epcis/event-basis.ts'
import { holdingEvent } from '../../../core/epcis/holding.ts'
import { inspectingEvent } from '../../../core/epcis/inspecting.ts'
import { ssccEpc, unitEpc } from '../../../core/gs1/epc.ts'
import { buildSscc } from '../../../core/gs1/sscc.ts'
import type { MembershipPayload } from '../../../core/membership/membership.ts'
import { issuerUri } from '../../../core/statement/issuer.ts'
import { kidOf } from '../../../core/statement/statement.ts'
import { generateSeed, signerFromSeed } from '../../../platform/keys/ed25519.ts'
import { consortium, org, type Party } from '../../../test/sync/training-consortium.ts'
import { commission, gtin, type LabelLedger, startLabelLedger } from './label-ledger.stub.ts'

const english = { 'Accept-Language': 'en' }
const sscc = buildSscc({ extension: '0', companyPrefix: '9506000', serial: 1 })
const palletSscc = buildSscc({ extension: '0', companyPrefix: '9506000', serial: 2 })

let ledger: LabelLedger
beforeEach(async () => {
  ledger = await startLabelLedger()
})
afterEach(() => ledger.close())

const headline = (page: string) => /<h1>([^<]+)<\/h1>/.exec(page)?.[1]
const verdict = async (path: string) => headline(await ledger.text(path, english))
const steps = (page: string) =>
  [...page.matchAll(/<li class="\w+"><strong>([^<]+)<\/strong>/g)].map(([, step]) => step)

/** Another station's key, and how a membership lists it. */
function newStation(name: string): { party: Party; list: (payload: MembershipPayload) => MembershipPayload } {
  const signer = signerFromSeed(generateSeed())
  const kid = kidOf(signer.publicKey)
  const issuer = issuerUri({ consortium, org, kind: 'station', name })
  const key = { kid, key: toBase64Url(signer.publicKey), use: 'station' as const, name: `station/${name}` }
  const from = '2026-01-01T00:00:00.000Z'
  return {
    party: { ...signer, kid, issuer },
    list: (payload) => ({ ...payload, keys: [...payload.keys, { ...key, from }] }),
  }
}

describe('the verdict on a label', () => {
  it('is that its record is verified, when the seal fits and the unit is on record', async () => {
    const [station, label] = [ledger.station(), ledger.label()]
    await commission(station, label.serial)
    await ledger.enter(station)
    const page = await ledger.text(label.path, english)
    expect(headline(page)).toBe('RECORD VERIFIED')
    expect(page).toContain('a copied code looks the same')
    expect(page).not.toMatch(/genuine/i)
    expect(page).toContain('TRAINING')
  })

  it('is that there is a record, when the address was typed', async () => {
    const [station, label] = [ledger.station(), ledger.label()]
    await commission(station, label.serial)
    await ledger.enter(station)
    expect(await verdict(label.typed)).toBe('RECORD FOUND, NO SEAL GIVEN')
    const typed = await ledger.get(label.typed.toLowerCase())
    expect([typed.status, typed.headers.get('location')]).toEqual([308, label.typed])
  })

  it('tells what was issued and not recorded from what was not issued', async () => {
    const label = ledger.label()
    expect(await verdict(label.path)).toBe('ISSUED, NOT ON RECORD YET')
    expect(await verdict(label.typed)).toBe('NOT FOUND')
    expect((await ledger.get(label.typed)).status).toBe(404)
  })

  it('is that it was altered, for a seal of another unit or one changed symbol', async () => {
    const [station, label, other] = [ledger.station(), ledger.label(), ledger.label()]
    await commission(station, label.serial)
    await ledger.enter(station)
    const moved = label.typed + other.path.slice(other.typed.length)
    const changed = label.path.replace(/(.)(.{9})$/, (_, one, rest) => (one === 'A' ? 'B' : 'A') + rest)
    for (const path of [moved, changed, `${label.typed}?s=`, `${label.typed}?s=xyz`])
      expect(await verdict(path), path).toBe('ALTERED')
    expect(await ledger.text(moved, english)).toContain('may have nothing to do with it')
  })

  it('is that the seal is not known, when no listed key made it', async () => {
    const { party } = newStation('LBL99')
    expect(await verdict(ledger.label(undefined, party).path)).toBe('SEAL NOT KNOWN')
  })

  it('is voided or destroyed, whatever the seal', async () => {
    const [station, voided, destroyed] = [ledger.station(), ledger.label(), ledger.label()]
    for (const { serial } of [voided, destroyed]) await commission(station, serial)
    station.decommission(unitEpc(gtin, voided.serial))
    station.state((basis) =>
      destroyingEvent(basis, {
        goods: { epcs: [unitEpc(gtin, destroyed.serial)] },
        reason: 'spoilt',
        witness: 'op-2',
      }),
    )
    await ledger.enter(station)
    expect(await verdict(voided.path)).toBe('VOIDED')
    expect(await verdict(destroyed.typed)).toBe('DESTROYED')
    expect(await ledger.text(voided.path)).not.toContain('<form')
  })

  it('is that claims conflict, when another station says that the unit is its own', async () => {
    const second = newStation('LBL08')
    ledger.learn(second.list)
    const [one, two, label] = [ledger.station(), ledger.station(second.party), ledger.label()]
    await commission(one, label.serial)
    await commission(two, label.serial)
    await ledger.enter(one)
    expect(await verdict(label.path)).toBe('RECORD VERIFIED')
    await ledger.enter(two)
    const page = await ledger.text(label.path, english)
    expect(headline(page)).toBe('CONFLICTING CLAIMS')
    expect(page).toContain('station LBL08')
  })

  it('is that nothing vouches for a unit that is only named', async () => {
    const [station, label] = [ledger.station(), ledger.label()]
    station.pack(sscc, [unitEpc(gtin, label.serial)])
    await ledger.enter(station)
    expect(await verdict(label.path)).toBe('RECORD INCOMPLETE')
  })

  it('waits for the ledger where its newest entries are not judged yet', async () => {
    const [station, label] = [ledger.station(), ledger.label()]
    await commission(station, label.serial)
    ledger.hold(station)
    expect(await verdict(label.path)).toBe('BEING CHECKED')
  })

  it('doubts a revoked key, except for what was logged before', async () => {
    const [station, early, late] = [ledger.station(), ledger.label(), ledger.label()]
    await commission(station, early.serial)
    await ledger.enter(station, Date.parse('2026-10-01T00:00:00Z') / 1000)
    const { kid } = station.party
    ledger.learn((payload) => ({
      ...payload,
      revocations: [{ kid, at: '2026-10-02T00:00:00.000Z' }],
    }))
    expect(await verdict(early.path)).toBe('RECORD VERIFIED')
    expect(await ledger.text(early.path, english)).toContain('proven to be from before')
    expect(await verdict(late.path)).toBe('SEAL IN DOUBT')
  })

  it('says loudly that goods are on hold, also with the case that they are in', async () => {
    const [station, label] = [ledger.station(), ledger.label()]
    await commission(station, label.serial)
    station.pack(sscc, [unitEpc(gtin, label.serial)])
    station.state((basis) => holdingEvent(basis, { goods: { sscc }, reason: 'papers' }))
    await ledger.enter(station)
    const page = await ledger.text(label.path, english)
    expect(page).toContain('ON HOLD')
    expect(page).toContain('<div class="verdict warn">')
  })
})

describe('a real ledger', () => {
  it('says nothing of training', async () => {
    await ledger.close()
    ledger = await startLabelLedger({ payload: ({ training: _, ...real }) => real })
    const [station, label] = [ledger.station(), ledger.label()]
    await commission(station, label.serial)
    await ledger.enter(station)
    const page = await ledger.text(label.path, english)
    expect(headline(page)).toBe('RECORD VERIFIED')
    expect(page).not.toMatch(/training/i)
  })
})

/** Goods that an agency has found to conform. */
const conforms = (basis: EventBasis, epc: string) =>
  inspectingEvent(basis, {
    goods: { epcs: [epc] },
    outcome: 'conformant',
    task: { type: 'testprd', bizTransaction: 'urn:epcglobal:cbv:bt:9506000111117:T-1' },
    report: { type: 'testres', bizTransaction: 'urn:epcglobal:cbv:bt:9506000111117:R-1' },
    taskHash: 'd'.repeat(64),
    resultId: 'e'.repeat(64),
    reportHash: 'f'.repeat(64),
  })

describe('the timeline', () => {
  it('reads no more than a page can show, whatever somebody states of a case', async () => {
    const [station, label] = [ledger.station(), ledger.label()]
    await commission(station, label.serial)
    station.pack(sscc, [unitEpc(gtin, label.serial)])
    for (let i = 0; i < 310; i += 1) station.state((basis) => conforms(basis, ssccEpc(sscc)))
    await ledger.enter(station)
    const page = await ledger.text(label.path, english)
    expect(steps(page)).toHaveLength(100)
    expect(page).toContain('There is more on record than this page shows.')
    expect(page).not.toContain('/evidence/')
  })

  it('follows a unit into its case and on its pallet, and not beyond its stay there', async () => {
    const [station, label, other] = [ledger.station(), ledger.label(), ledger.label()]
    const [unit, box] = [unitEpc(gtin, label.serial), ssccEpc(sscc)]
    for (const { serial } of [label, other]) await commission(station, serial)
    const seen = (epc: string) => station.state((basis) => conforms(basis, epc))
    station.pack(sscc, [unit, unitEpc(gtin, other.serial)])
    seen(box)
    station.pack(palletSscc, [box])
    seen(ssccEpc(palletSscc))
    station.tell({
      type: 'AggregationEvent',
      action: 'DELETE',
      bizStep: 'unpacking',
      disposition: 'in_progress',
      parentID: ssccEpc(palletSscc),
      childEPCs: [box],
    })
    seen(ssccEpc(palletSscc))
    station.tell({
      type: 'AggregationEvent',
      action: 'DELETE',
      bizStep: 'unpacking',
      disposition: 'in_progress',
      parentID: box,
      childEPCs: [unit],
    })
    seen(box)
    await ledger.enter(station)
    expect(steps(await ledger.text(label.typed, english))).toEqual([
      'Label applied and checked; the unit is on record from here',
      'Packed into a case',
      'Inspected: conforms',
      'Put on a pallet',
      'Inspected: conforms',
      'Taken out of its case or off its pallet',
      'Taken out of its case or off its pallet',
    ])
  })

  it('names nobody who worked on it', async () => {
    const [station, label] = [ledger.station(), ledger.label()]
    await commission(station, label.serial)
    await ledger.enter(station)
    const json = await ledger.text(label.path, { Accept: 'application/json' })
    for (const said of [await ledger.text(label.path), json]) expect(said).not.toContain('op-1f0e9d8c7b6a')
  })
})

describe('a label’s address', () => {
  it('answers in the language of the address, else of the browser, and links to the other', async () => {
    const label = ledger.label()
    const language = async (path: string, wanted: string) =>
      /<html lang="([\w-]+)"/.exec(await ledger.text(path, { 'Accept-Language': wanted }))?.[1]
    expect(await language(label.path, 'zh-TW, en;q=0.8')).toBe('zh-CN')
    expect(await language(label.path, 'zh;q=0, en;q=0.1')).toBe('en')
    expect(await language(label.path, 'fr')).toBe('en')
    expect(await language(`${label.path}&lang=zh-CN`, 'en')).toBe('zh-CN')
    const page = await ledger.text(`${label.path}&lang=zh-CN`)
    expect(page).toContain(`href="${label.path}&amp;lang=en"`)
  })

  it('may do nothing in a browser but show itself and send its own form', async () => {
    const response = await ledger.get(ledger.label().path)
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'self'; /)
    const page = await response.text()
    expect(page).not.toMatch(/<script|style="|src=|http-equiv/i)
    expect([...page.matchAll(/<link|url\(/g)]).toEqual([])
  })

  it('tells programs the same, and resolvers its links', async () => {
    const [station, label] = [ledger.station(), ledger.label()]
    const id = await commission(station, label.serial)
    await ledger.enter(station)
    const asked = await ledger.get(label.path, { Accept: 'application/json' })
    expect(labelAnswer.parse(await asked.json())).toMatchObject({
      verdict: 'record-verified',
      state: 'commissioned',
      product: { gtin, serial: label.serial, lot: 'L<1>&"', origin: 'NZ' },
      timeline: [{ id, standing: 'valid', station: 'LBL07' }],
    })
    const links = await ledger.get(`${label.typed}?linkType=linkset`)
    expect(links.headers.get('content-type')).toBe('application/linkset+json')
    const { linkset } = (await links.json()) as { linkset: { anchor: string }[] }
    expect(linkset[0]?.anchor).toBe(unitEpc(gtin, label.serial))
  })

  it('is refused when it is none', async () => {
    const none = [
      '/01/',
      '/01/x/21/y',
      '/01/09506000134353/21/B7Q0123456789AB',
      '/01/09506000134352/10/L1/21/B7Q0123456789AB',
      '/01/%E0%A4%A/21/B7Q0123456789AB',
      '/01/09506000134352/21/B7Q0123456789AB%0d%0aSet-Cookie:a=b',
      '/01/09506000134352/21/%3Cscript%3E',
      '/01/09506000134352/21/B7Q0123456789AB?s=a&s=b',
      `/01/09506000134352/21/B7Q0123456789AB?${'x'.repeat(3000)}`,
      '/01/09506000134352/21/B7Q0123456789AU',
    ]
    for (const path of none) {
      const response = await ledger.get(path, english)
      expect([path, response.status, response.headers.get('set-cookie')]).toEqual([path, 400, null])
      expect(headline(await response.text())).toBe('NOT A LABEL’S ADDRESS')
    }
  })

  it('is found by what stands on the label', async () => {
    const form = await ledger.text('/?lang=en')
    expect(form).toContain('name="serial"')
    const found = await ledger.get('/?lang=en&gtin=9506000134352&serial=b7qo-i23456-789ab')
    expect([found.status, found.headers.get('location')]).toEqual([
      303,
      '/01/09506000134352/21/B7Q0123456789AB?lang=en',
    ])
    expect((await ledger.get('/?gtin=1&serial=2')).status).toBe(400)
  })
})
