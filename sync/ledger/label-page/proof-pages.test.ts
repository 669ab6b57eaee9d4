import { afterAll, beforeAll, expect, it } from 'vitest'
import { toBase64Url } from '../../../core/encoding/base64.ts'
import { toHex } from '../../../core/encoding/hex.ts'
import { eventIdOf } from '../../../core/epcis/event-hash.ts'
import { verifyEvidence } from '../../../core/evidence/evidence.ts'
import type { TrustFile } from '../../../core/evidence/trust.ts'
import { unitEpc } from '../../../core/gs1/epc.ts'
import { buildSscc } from '../../../core/gs1/sscc.ts'
import { verifyTlogProof } from '../../../core/log/tlog-proof.ts'
import { canonicalBytes } from '../../../core/statement/canonical-json.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import { sha256Native } from '../../../platform/keys/sha256.ts'
import { commission, gtin, type LabelLedger, type MadeLabel, startLabelLedger } from './label-ledger.stub.ts'

let ledger: LabelLedger
let label: MadeLabel
let id: string
beforeAll(async () => {
  ledger = await startLabelLedger()
  label = ledger.label()
  const station = ledger.station()
  id = await commission(station, label.serial)
  await commission(station, ledger.label().serial)
  station.pack(buildSscc({ extension: '0', companyPrefix: '9506000', serial: 1 }), [
    unitEpc(gtin, label.serial),
  ])
  await ledger.enter(station)
})
afterAll(() => ledger.close())

it('gives a statement and its proof, which hold by themselves and never change', async () => {
  const { logVkey, witnessVkey } = ledger.consortium
  const [statement, proof] = [await ledger.get(`/statement/${id}`), await ledger.get(`/proof/${id}`)]
  for (const each of [statement, proof]) {
    expect(each.headers.get('cache-control')).toContain('immutable')
    expect(each.headers.get('content-disposition')).toMatch(/^attachment/)
  }
  const leaf = new Uint8Array(await statement.arrayBuffer())
  expect(toHex(sha256Native(leaf))).toBe(id)
  const proven = verifyTlogProof({
    proof: await proof.text(),
    leaf,
    logVkey,
    witnessVkeys: [witnessVkey],
    k: 1,
    verify: verifyEd25519,
  })
  expect(proven).toMatchObject({ index: 0, size: 4 })
})

it('gives all of a unit in one file that verifies against the trust file alone', async () => {
  const { logVkey, witnessVkey, administrator, payload } = ledger.consortium
  const page = await ledger.text(label.path)
  const [, path = ''] = /href="(\/evidence\/[^"]+)"/.exec(page) ?? []
  const bytes = new Uint8Array(await (await ledger.get(path)).arrayBuffer())
  const trust: TrustFile = {
    format: 'bondmark/trust/1',
    administrators: [toBase64Url(administrator.publicKey)],
    threshold: 1,
    logs: [logVkey],
    witnesses: [witnessVkey],
    k: 1,
    membershipHead: toHex(sha256Native(canonicalBytes(payload))),
    training: true,
  }
  const options = { eventIdOf: (event: unknown) => eventIdOf(event as object) }
  const verdict = verifyEvidence(bytes, trust, verifyEd25519, options)
  // The commissioning, the packing, the manifest; not the other unit's.
  expect(verdict).toMatchObject({ ok: true, reason: null, statements: [{ id }, {}, { eventID: null }] })
})

it.each([
  '/statement/',
  '/statement/xyz',
  `/proof/${'00'.repeat(32)}`,
  `/evidence/${gtin}/B7Q000000000000`,
  `/evidence/${gtin}/ILOU00000000000`,
  '/evidence/1/2',
])('has nothing at %s', async (path) => {
  expect((await ledger.get(path)).status).toBe(404)
})

it('is only read', async () => {
  const posted = await fetch(`${ledger.url}/statement/${id}`, { method: 'POST', body: 'x' })
  expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
  const put = await fetch(ledger.url + label.path, { method: 'DELETE' })
  expect(put.status).toBe(405)
})
