import { readFileSync } from 'node:fs'
import { parseScan } from '../../core/gs1/parse-scan.ts'
import { grouped, interleave, perSecond, type Row } from './row.ts'

const PER_SECOND = 400_000
const ROUNDS = 400
const WARM_UP_ROUNDS = 100

interface Recorded {
  readonly scans: readonly { readonly expected: { readonly input: string; readonly ok: boolean } }[]
}

/** Recorded scans to fields, the good ones of every kind, with every rule checked. */
export function benchGs1Scan(): Row {
  const file = new URL('../../fixtures/gs1/scans.json', import.meta.url)
  const { scans } = JSON.parse(readFileSync(file, 'utf8')) as Recorded
  const inputs = scans.flatMap(({ expected }) => (expected.ok ? [expected.input] : []))
  const readAll = () => {
    for (const input of inputs) if (!parseScan(input).ok) throw new Error(`not read: ${input}`)
  }
  interleave(WARM_UP_ROUNDS, readAll)
  const [ms = 0] = interleave(ROUNDS, readAll)
  const rate = perSecond(inputs.length * ROUNDS, ms)
  return {
    work: 'GS1 scan → fields',
    budget: `≥ ${grouped(PER_SECOND)}/s`,
    figure: `${grouped(rate)}/s`,
    met: rate >= PER_SECOND,
    peers: [
      'recorded, not measured here: gs1-barcode-parser-mod 187,000/s, without check digits or character sets',
    ],
    numbers: { perSecond: rate, scans: inputs.length },
  }
}
