import { afterEach, beforeEach, expect, it } from 'vitest'
import { sealedLink } from '../../core/label/seal.ts'
import { signerFromSeed } from '../../platform/keys/ed25519.ts'
import { BenchStation } from './bench-station.stub.ts'

let bench: BenchStation
beforeEach(async () => {
  bench = await BenchStation.open()
})
afterEach(() => bench.close())

const goods = ']d201095060001100111728021410KM1-2608A'

it('a seal that was moved to another label of the station is a STOP that names the label it was made for', async () => {
  await bench.scan(goods)
  const first = await bench.newestLabel()
  expect(await bench.scan(first)).toMatchObject({ sentence: { code: 'label-verified' } })
  await bench.scan(goods)
  const second = await bench.newestLabel()
  const serialOf = (text: string) => /\/21\/(.{15})/.exec(text)?.[1] ?? ''
  const swapped = second.slice(0, -91) + first.slice(-91)
  expect(await bench.scan(swapped)).toMatchObject({
    kind: 'stop',
    sentence: {
      code: 'seal-of-other-unit',
      detail: { serial: serialOf(second), madeForSerial: serialOf(first) },
    },
  })
})

it('a label with the seal of a key that is not this station’s is a STOP', async () => {
  await bench.scan(goods)
  const label = await bench.newestLabel()
  const [, gtin14 = '', serial = ''] = /\/01\/(.{14})\/21\/(.{15})/.exec(label) ?? []
  const stranger = signerFromSeed(new Uint8Array(32).fill(77))
  const copy = sealedLink({ resolverHost: 'verify.bondmark.example', gtin14, serial, ...stranger })
  expect(await bench.scan(copy)).toMatchObject({ kind: 'stop', sentence: { code: 'seal-unknown-key' } })
  await bench.press('ack')
  await bench.scan(goods)
  expect(await bench.scan(label)).toMatchObject({ sentence: { code: 'label-verified' } })
})
