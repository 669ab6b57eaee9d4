import { parseArgs } from 'node:util'
import { seededRandom } from '../shift/seeded-random.ts'
import { decoders } from './decoders.ts'
import { drawProperties } from './draw-properties.ts'
import { type Crash, describeCrash, fuzzDecoder } from './fuzz-decoder.ts'

/** No input may take longer: a scan, a file or a message that stops the program is as bad as one that ends it. */
const INPUT_MS_MAX = 2_000
/** Nor may the inputs of a decoder, a megabyte each at most, fill the memory. */
const RSS_BYTES_MAX = 1_500_000_000
const SLICE_MS = 5_000

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    decoder: { type: 'string' },
    properties: { type: 'string' },
  },
})
const [minutes, seed] = [Number(values.minutes), Number(values.seed)]
const chosen = decoders.filter(({ name }) => values.decoder === undefined || name === values.decoder)
const rounds = Number(values.properties ?? 1)
if (!(minutes > 0) || !Number.isSafeInteger(seed) || chosen.length === 0 || !(rounds >= 1)) {
  console.error(
    `Usage: npm run test:fuzz -- [--minutes N] [--seed S] [--decoder NAME], or --properties N [--seed S]\nDecoders: ${decoders.map(({ name }) => name).join(', ')}`,
  )
  process.exit(2)
}

if (values.properties !== undefined) process.exit(drawProperties(rounds, seed).length === 0 ? 0 : 1)

const random = seededRandom(seed)
const end = Date.now() + minutes * 60_000
const slice = Math.min(SLICE_MS, (minutes * 60_000) / chosen.length)
const inputs = new Map<string, number>()
const crashes: Crash[] = []
let slowestMs = 0
while (Date.now() < end && crashes.length === 0) {
  for (const decoder of chosen) {
    const until = Math.min(end, Date.now() + slice)
    let at = performance.now()
    let count = -1
    const crash = fuzzDecoder(decoder, random, () => {
      const took = performance.now() - at
      if (count >= 0) slowestMs = Math.max(slowestMs, took)
      count++
      if (took > INPUT_MS_MAX)
        throw new Error(`${decoder.name}, seed ${seed}: an input took ${Math.round(took)} ms`)
      at = performance.now()
      return Date.now() < until
    })
    inputs.set(decoder.name, (inputs.get(decoder.name) ?? 0) + count)
    if (crash !== null) crashes.push(crash)
    const { rss } = process.memoryUsage()
    if (rss > RSS_BYTES_MAX) throw new Error(`${decoder.name}, seed ${seed}: ${rss} bytes of memory in use`)
  }
}
for (const [name, count] of inputs) console.log(`${String(count).padStart(9)}  ${name}`)
console.log(
  `seed ${seed}, slowest input ${Math.round(slowestMs)} ms, ${process.memoryUsage().rss >>> 20} MiB`,
)
for (const crash of crashes) console.error(describeCrash(crash, seed))
process.exitCode = crashes.length === 0 ? 0 : 1
