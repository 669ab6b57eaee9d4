import { parseScan } from '../../core/gs1/parse-scan.ts'
import { recordedScans } from './gs1-cases.ts'
import { barcodeParser, bondmark, comparePeers, digitalLink, type Reader } from './gs1-peers.ts'
import { grouped, interleave, perSecond, type Row } from './row.ts'

const PER_SECOND = 400_000
const ROUNDS = 2000
const WARM_UP_ROUNDS = 1000
const PEER_ROUNDS = 400
const SLOW_PEER_ROUNDS = 20

/** Our rate and a peer's, scans a second, on those inputs that the peer reads as we do. */
function beside(peer: Reader, inputs: readonly string[], rounds: number) {
  const common = inputs.filter((input) => peer(input) !== null && peer(input) === bondmark(input))
  const ours = () => {
    for (const input of common) parseScan(input)
  }
  const theirs = () => {
    for (const input of common) peer(input)
  }
  interleave(rounds, ours, theirs)
  const [oursMs = 0, theirsMs = 0] = interleave(rounds, ours, theirs)
  const count = common.length * rounds
  return { scans: common.length, ours: perSecond(count, oursMs), theirs: perSecond(count, theirsMs) }
}

/** Recorded scans to fields, the good ones of every kind, with every rule checked; the peers on what they read. */
export function benchGs1Scan(): Row {
  const inputs = recordedScans().scans.flatMap(({ expected }) => (expected.ok ? [expected.input] : []))
  const readAll = () => {
    for (const input of inputs) if (!parseScan(input).ok) throw new Error(`not read: ${input}`)
  }
  interleave(WARM_UP_ROUNDS, readAll)
  const [ms = 0] = interleave(ROUNDS, readAll)
  const rate = perSecond(inputs.length * ROUNDS, ms)
  const barcode = beside(barcodeParser, inputs, PEER_ROUNDS)
  const link = beside(digitalLink, inputs, SLOW_PEER_ROUNDS)
  const { elements, links } = comparePeers()
  return {
    work: 'GS1 scan → fields',
    budget: `≥ ${grouped(PER_SECOND)}/s`,
    figure: `${grouped(rate)}/s`,
    met: rate >= PER_SECOND,
    peers: [
      `gs1-barcode-parser-mod ${grouped(barcode.theirs)}/s to our ${grouped(barcode.ours)}/s on ${barcode.scans} scans that both read alike`,
      `  wrong on ${elements.barcodeParser.length} of ${elements.cases} cases (ours on ${elements.bondmark.length}): docs/benchmarks/gs1-peers.md`,
      `digital-link.js ${grouped(link.theirs)}/s to our ${grouped(link.ours)}/s on ${link.scans} links that both read alike`,
      `  wrong on ${links.digitalLink.length} of ${links.cases} cases (ours on ${links.bondmark.length}): docs/benchmarks/gs1-peers.md`,
    ],
    numbers: {
      perSecond: rate,
      scans: inputs.length,
      barcodeParserPerSecond: barcode.theirs,
      digitalLinkPerSecond: link.theirs,
      barcodeParserWrong: elements.barcodeParser.length,
      digitalLinkWrong: links.digitalLink.length,
    },
  }
}
