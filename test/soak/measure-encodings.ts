import { CROCKFORD_ALPHABET } from '../../core/label/crockford.ts'
import { qrVersion } from '../seal/qr-bits.ts'
import { type SealParts, type TailEncoding, tailEncodings } from '../seal/tail-encodings.ts'
import { bwipQrFitted, type QrLevel } from '../seal/tried-symbols.ts'
import { seededRandom } from '../shift/seeded-random.ts'
import type { Soak } from './form.ts'

const LEVELS: readonly QrLevel[] = ['L', 'M', 'Q']
/** Letters of resolver hosts: a short one, training's, that of FORMATS, a long one. */
const HOSTS = [16, 23, 26, 40]
const USUAL_HOST = 23

function randomParts(random: () => number, hostLength: number): SealParts {
  const of = (alphabet: string, count: number) =>
    Array.from({ length: count }, () => alphabet.charAt(Math.floor(random() * alphabet.length))).join('')
  return {
    host: `${of('abcdefghijklmnopqrstuvwxyz', hostLength - '.example'.length)}.example`,
    gtin: of('0123456789', 14),
    serial: of(CROCKFORD_ALPHABET, 15),
    seal: Uint8Array.from({ length: 68 }, () => Math.floor(random() * 256)),
  }
}

const spread = (versions: readonly number[]): string => {
  const [least, most] = [Math.min(...versions), Math.max(...versions)]
  return least === most ? `${least}` : `${least}–${most}`
}

function row(encoding: TailEncoding, level: QrLevel, labels: number, random: () => number): string {
  const written = (host: number) => encoding.write(randomParts(random, host))
  const versions = (host: number, count: number) =>
    Array.from({ length: count }, () => qrVersion(written(host), level, encoding.bytesAlone))
  const pinned = Math.max(...versions(USUAL_HOST, labels))
  let room = 60
  while (room > 9 && versions(room, 50).some((version) => version > pinned)) room--
  // How even the segmentation of a library is, beside the shortest there can be.
  const bwip = encoding.bytesAlone
    ? '–'
    : spread(Array.from({ length: Math.ceil(labels / 5) }, () => bwipQrFitted(written(USUAL_HOST), level)))
  const modules = 17 + 4 * pinned
  const mm = (moduleMm: number) => ((modules + 8) * moduleMm).toFixed(1)
  const needed = HOSTS.map((host) => spread(versions(host, labels)))
  return [encoding.name, level, ...needed, bwip, modules, mm(0.5), mm(0.375), room].join(' | ')
}

/** Versions and sizes of random labels in each encoding: the rows of `docs/benchmarks/label-damage.md`. */
export const measureEncodings: Soak = async (labels, seed) => {
  const random = seededRandom(seed)
  const hosts = HOSTS.map((host) => `host ${host}`).join(' | ')
  console.log(
    `| encoding | level | ${hosts} | bwip-js | modules | mm at 4 dots | mm at 3 dots | longest host |`,
  )
  console.log(`|---|---|${'--:|'.repeat(HOSTS.length + 5)}`)
  for (const encoding of tailEncodings)
    for (const level of LEVELS) console.log(`| ${row(encoding, level, labels, random)} |`)
  return 0
}
