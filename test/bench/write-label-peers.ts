import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { shippedTemplates } from '../../core/label/template/shipped.ts'
import type { LabelTemplate } from '../../core/label/template/template-schema.ts'
import { encodeLabel } from '../../drivers/printers/encode-label.ts'
import type { LabelPage } from '../../drivers/render/draw-ops.ts'
import { drawPage } from '../../drivers/render/draw-page.ts'
import { readLabels } from '../../drivers/simulators/reading-eye.ts'
import { interpretZpl } from '../../drivers/simulators/zpl/interpret.ts'
import { textsOf } from '../label-loop/loop-labels.ts'
import { labelName, labelWays, nextLabel } from './bench-labels.ts'
import { drawSymbolPngs } from './bwip-pngs.ts'
import { jszplNative, jszplPicture, withJszpl } from './jszpl.ts'
import { grouped, perSecond } from './row.ts'

// `node test/bench/write-label-peers.ts` writes docs/benchmarks/label-peers.md anew. It needs npm's registry: see jszpl.ts.

const ROUNDS = 5
const PNG_LABELS = 20

interface Contender {
  readonly name: string
  readonly labels: number
  readonly make: (page: LabelPage) => Uint8Array
}

/** What a job is worth: whether an independent renderer and decoder read its symbols, and a strict printer takes it. */
async function worth(make: Contender['make'], page: LabelPage): Promise<string> {
  const job = make(page)
  const read = await readLabels(job).then(
    (texts) => texts.sort().join(' '),
    () => 'not drawn',
  )
  const reading = interpretZpl(job)
  const refused = reading.ok ? [] : reading.problems
  return [
    read === textsOf(page).join(' ') ? 'all symbols' : read === 'not drawn' ? read : 'not all symbols',
    refused.length === 0
      ? 'taken'
      : `refused: ${[...new Set(refused.map(({ command, reason }) => `\`${command}\` ${reason}`))].join('; ')}`,
  ].join(' | ')
}

/** Milliseconds of processor time, so that a busy machine favours nobody. */
async function cpuMsOf(work: () => void | Promise<void>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

async function rowsOf(template: LabelTemplate, contenders: readonly Contender[]): Promise<string[]> {
  const took = contenders.map(() => 0)
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [index, { labels, make }] of contenders.entries()) {
      const ms = await cpuMsOf(() => {
        for (let at = 0; at < labels; at++) make(nextLabel(template))
      })
      // The first round warms up.
      if (round > 0) took[index] = (took[index] ?? 0) + ms
    }
  }
  const rows: string[] = []
  for (const [index, { name, labels, make }] of contenders.entries()) {
    const rate = perSecond(labels * ROUNDS, took[index] ?? 0)
    const page = nextLabel(template)
    rows.push(
      `| ${labelName(template)} | ${name} | ${grouped(rate)} | ${grouped(make(page).length)} | ${await worth(make, page)} |`,
    )
  }
  const png = await cpuMsOf(() => drawSymbolPngs(template, PNG_LABELS))
  const pngs = grouped(perSecond(PNG_LABELS, png))
  return [
    ...rows,
    `| ${labelName(template)} | bwip-js \`toBuffer\`, its symbols alone | ${pngs} | – | – | – |`,
  ]
}

const ours = labelWays
  .filter(({ model }) => model.language === 'zpl')
  .map(({ name, model }): Contender => {
    const make = (page: LabelPage) => encodeLabel(model, 'PEER', page)
    return { name: `bondmark, ${name}`, labels: model.native.qr ? 200 : 30, make }
  })

const rows = await withJszpl(async (jszpl) => {
  const theirs: Contender[] = [
    { name: 'jszpl, native', labels: 30, make: (page) => Buffer.from(jszplNative(jszpl, page)) },
    {
      name: 'jszpl, bitmap',
      labels: 10,
      make: (page) => Buffer.from(jszplPicture(jszpl, page, drawPage(page))),
    },
  ]
  const all: string[] = []
  for (const template of shippedTemplates) all.push(...(await rowsOf(template, [...ours, ...theirs])))
  return all
})

const page = `# Labels to printer bytes, beside others

Made by \`node test/bench/write-label-peers.ts\` with Node ${process.version} on a machine of ${availableParallelism()} cores. jszpl 2.0.1, the only other
ZPL writer for Node alive, is GPL-3.0 and so no dependency: the script fetches it from npm's registry into a temporary folder,
says so, and removes it again. Without the registry it fails. Speeds are labels a second of processor time, each group run in turns,
so that a busy machine favours nobody. The budgets themselves stand in \`npm run bench\`.

Every label has a serial, or an SSCC, of its own and goes from its content to bytes at 203 dpi; the layout, which jszpl has not, is
Bondmark's for all, and so are the pictures, which jszpl is handed as the list of dots that it takes. *Read*: what an independent renderer (zpl-renderer-js) and decoder (zxing-wasm) make of the job. *Strict
printer*: the simulator, which refuses what it does not know.

| document | by | labels/s of CPU | bytes | read | strict printer |
|---|---|---|---|---|---|
${rows.join('\n')}

What jszpl's own commands cannot say: a QR code's version, error correction (always \`Q,7\`, beside what the data say) and module
(from its height, in steps of 25 dots); a DataMatrix's module (always 10 dots) and size, nor FNC1 in one: its escape is \`~\`, where a
command begins; the width of a bar, which stays what some job
before has set (\`^BY\`); font 0; the label's size (\`^PW\`, \`^LL\`); UTF-8, unless asked for; and that a label is never printed again by
itself (\`^JZN\`). So its native labels are not those that were laid out. Its pictures are, in the same run-length code.
`
writeFileSync(join(import.meta.dirname, '../../docs/benchmarks/label-peers.md'), page)
