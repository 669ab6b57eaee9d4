import type { Command } from 'commander'
import type { SamplingDrawAnswer } from '../../core/contract/sampling-answers.ts'
import { fromHex, toHex } from '../../core/encoding/hex.ts'
import { fromUtf8 } from '../../core/encoding/utf8.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { draw, type LotCase, samplingLot } from '../../core/sampling/draw.ts'
import { SEED_BYTES } from '../../core/sampling/seeded-chance.ts'
import { readNamedFile } from './read-file.ts'
import { answer } from './terminal.ts'

/** The most bytes that a file of a lot may have: as many cases as a draw takes, with long names. */
const LOT_BYTES_MAX = 40_000_000

interface DrawOptions {
  readonly seed: string
  readonly n: string
  readonly units?: string
  readonly lot?: string
  readonly json?: boolean
}

function casesOf({ units, lot }: DrawOptions): readonly LotCase[] {
  if (lot === undefined)
    return units === undefined ? [] : [{ pallet: '', case: '', units: wholeNumber(units) }]
  const text = fromUtf8(readNamedFile(lot, LOT_BYTES_MAX)) ?? ''
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new BondmarkError('draw-lot-malformed', { file: lot, place: '/' })
  }
  const read = samplingLot.safeParse(value)
  if (read.success) return read.data.cases
  const place = `/${(read.error.issues[0]?.path ?? []).map(String).join('/')}`
  throw new BondmarkError('draw-lot-malformed', { file: lot, place })
}

const wholeNumber = (text: string) => (/^\d{1,9}$/.test(text) ? Number(text) : 0)

function seedOf(text: string): Uint8Array {
  const plain = text.toLowerCase()
  if (!/^[0-9a-f]{64}$/.test(plain)) throw new BondmarkError('draw-seed-malformed', { bytes: SEED_BYTES })
  return fromHex(plain)
}

function drawn(options: DrawOptions): SamplingDrawAnswer {
  const seed = seedOf(options.seed)
  const cases = casesOf(options)
  const n = wholeNumber(options.n)
  const units = draw({ seed, n, cases })
  return {
    format: 'bondmark/sampling-draw/1',
    seed: toHex(seed),
    lotSize: cases.reduce((sum, one) => sum + one.units, 0),
    n: units.reduce((sum, one) => sum + one.units.length, 0),
    cases: units.map((one) => ({ ...one, units: [...one.units] })),
  }
}

/** `sampling draw`: which units to take, from a seed that is kept. */
export function addSamplingDrawCommand(sampling: Command): void {
  sampling
    .command('draw')
    .description('which units of a lot to take, from a recorded seed: the same one gives the same units')
    .requiredOption('--seed <hex>', '32 bytes in hex')
    .requiredOption('--n <n>', "units to take: a plan's sample size")
    .option('--units <n>', 'a lot of so many units that is in no cases')
    .option('--lot <file>', 'a lot in cases and on pallets (JSON, bondmark/sampling-lot/1)')
    .option('--json', 'answer as JSON')
    .action((options: DrawOptions) => {
      const made = drawn(options)
      if (options.json) answer(made)
      else
        for (const { pallet, case: name, units } of made.cases)
          process.stdout.write(`${pallet || '–'}\t${name || '–'}\t${units.join(' ')}\n`)
    })
}
