import { type Command, InvalidArgumentError } from 'commander'
import { POOL_SERIALS_MAX } from '../../core/authority/authority-payload.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { toGtin14 } from '../../core/gs1/gtin.ts'
import { writeDurably } from '../../platform/files/write-durably.ts'
import { readRights } from '../composition/open-rights.ts'
import { SAMPLE_FROM } from '../training/sample-brand.ts'
import { type RightWish, sampleDelegationFor, samplePoolFor } from '../training/sample-rights.ts'
import { outputPath } from './output-path.ts'
import { personPath, tell } from './terminal.ts'
import { type Reader, withReader } from './with-reader.ts'

interface Wished {
  readonly workspace: string
  readonly out: string
  readonly gtin: readonly string[]
  readonly until?: string
}

/** What the sample brand does in training: a brand's own system does it elsewhere. */
export function addSampleRightCommands(serials: Command): void {
  const wish = (command: Command) =>
    command
      .requiredOption('--workspace <dir>', 'folder of the training workspace that it is for')
      .requiredOption('--out <file>', 'where to write the right (JSON)')
      .option('--gtin <gtin>', 'a product that it covers; all sample goods when absent', collect, [])
      .option('--until <time>', 'until when it counts (RFC 3339)')

  wish(serials.command('make-pool'))
    .description('training: serials that the sample brand draws for this station')
    .requiredOption('--list-out <file>', 'where to write the list (CSV)')
    .option('--count <n>', 'serials in it', wholeNumber, 1000)
    .action((options: Wished & { count: number; listOut: string }) => {
      const [list, right] = [outputPath(options.listOut), outputPath(options.out)]
      return withReader(personPath(options.workspace), async (reader) => {
        const { authority, serials: drawn } = await samplePoolFor(deskOf(reader), {
          ...wishOf(options),
          count: options.count,
        })
        writeDurably(list, `serial\n${drawn.join('\n')}\n`)
        writeDurably(right, authority)
        tell({
          code: 'serials-made',
          detail: { file: options.out, list: options.listOut, count: drawn.length },
        })
      })
    })

  wish(serials.command('delegate'))
    .description("training: the sample brand's leave to draw serials under this station's prefix")
    .option('--max <n>', 'serials at most', wholeNumber)
    .action((options: Wished & { max?: number }) => {
      const right = outputPath(options.out)
      return withReader(personPath(options.workspace), async (reader) => {
        const max = options.max ?? null
        const { authority } = await sampleDelegationFor(deskOf(reader), { ...wishOf(options), max })
        writeDurably(right, authority)
        tell({ code: 'serials-delegated', detail: { file: options.out } })
      })
    })
}

const deskOf = ({ store, profile, files, trust }: Reader) => ({
  store,
  profile,
  files,
  rights: readRights(store, profile, files, trust),
})

const wishOf = ({ gtin, until }: Wished): RightWish => ({
  gtins: gtin.map(toGtin14),
  from: SAMPLE_FROM,
  until: until === undefined ? null : timeOf(until),
})

function timeOf(text: string): string {
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) throw new BondmarkError('time-malformed', { value: text.slice(0, 40) })
  return at.toISOString()
}

const collect = (value: string, before: string[]): string[] => [...before, value]

function wholeNumber(text: string): number {
  const n = Number(text)
  if (!Number.isSafeInteger(n) || n < 1 || n > POOL_SERIALS_MAX)
    throw new InvalidArgumentError(`a whole number from 1 to ${POOL_SERIALS_MAX}`)
  return n
}
