import { createReadStream, statSync } from 'node:fs'
import type { Command } from 'commander'
import { AUTHORITY_FILE_BYTES_MAX } from '../../core/authority/authority-file.ts'
import type { SerialsAnswer } from '../../core/contract/serials-answer.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { readRights } from '../composition/open-rights.ts'
import { rightAnswer } from '../serials/right-answer.ts'
import { LIST_PIECE_BYTES, rightTakenSentence } from '../serials/right-files.ts'
import { readNamedFile } from './read-file.ts'
import { addSampleRightCommands } from './sample-right-commands.ts'
import { answer, EXIT, personPath, progressLine, sentence, tell } from './terminal.ts'
import { waitOption } from './wait-option.ts'
import { type Reader, withReader } from './with-reader.ts'
import { withWorkspace } from './with-workspace.ts'

/** More than the longest list of 1,000,000 serials. */
const LIST_BYTES_MAX = 64 * 1024 * 1024

interface InWorkspace {
  readonly workspace: string
  readonly json?: boolean
}

/** `bondmark serials …`: the rights to give serials that brands sign, and their pools. */
export function addSerialsCommands(program: Command, exit: (code: number) => void): void {
  const serials = program
    .command('serials')
    .description('who lets this station give serials, and what is left')

  serials
    .command('import <right> [list]')
    .description(
      'take in what a brand signed (JSON), with the list of a pool (CSV or NDJSON): whole, or nothing of it',
    )
    .requiredOption('--workspace <dir>', 'folder of the workspace')
    .addOption(waitOption())
    .option('--json', 'answer as JSON')
    .action(async (right: string, list: string | undefined, options: InWorkspace & { wait: number }) => {
      const folder = personPath(options.workspace)
      const authority = new TextDecoder().decode(readNamedFile(right, AUTHORITY_FILE_BYTES_MAX))
      const progress = progressLine()
      await withWorkspace({ folder, waitMsMax: options.wait }, async ({ station }) => {
        const files = {
          fileName: list ?? right,
          authority,
          list: list === undefined ? null : listIn(list),
          badge: null,
        }
        try {
          const taken = await station.importRight(files, ({ done, total }) =>
            progress.show(`${done}/${total}`),
          )
          progress.end()
          if (options.json) answer({ format: 'bondmark/serials-import/1', ok: true, ...taken })
          else tell(rightTakenSentence(taken))
          exit(EXIT.done)
        } finally {
          progress.end()
        }
      })
    })

  serials
    .command('list')
    .description('rights to give serials: those that are used first stand first')
    .requiredOption('--workspace <dir>', 'folder of the workspace')
    .option('--json', 'answer as JSON')
    .action((options: InWorkspace) =>
      withReader(personPath(options.workspace), (reader) => {
        const found = answerOf(reader)
        if (options.json) answer(found)
        else for (const right of found.rights) print(right)
      }),
    )

  serials
    .command('show <id>')
    .description('one right by the start of its statement id: what it covers, and where its serials stand')
    .requiredOption('--workspace <dir>', 'folder of the workspace')
    .option('--json', 'answer as JSON')
    .action((id: string, options: InWorkspace) =>
      withReader(personPath(options.workspace), (reader) => {
        const found = answerOf(reader)
        const [right, ...others] = found.rights.filter((one) => one.id.startsWith(id.toLowerCase()))
        if (!right || others.length > 0)
          throw new BondmarkError('right-not-found', { id: id.slice(0, 64), found: others.length })
        if (options.json) answer({ ...found, rights: [right] })
        else print(right, true)
      }),
    )

  addSampleRightCommands(serials)
}

function listIn(path: string): AsyncIterable<Uint8Array> {
  const file = personPath(path)
  const { size } = statSync(file)
  if (size > LIST_BYTES_MAX) throw new BondmarkError('file-too-large', { file, size, max: LIST_BYTES_MAX })
  return createReadStream(file, { highWaterMark: LIST_PIECE_BYTES, end: LIST_BYTES_MAX })
}

function answerOf({ store, profile, files, trust }: Reader): SerialsAnswer {
  const rights = readRights(store, profile, files, trust)
  return {
    format: 'bondmark/serials/1',
    rights: rights
      .held(wallClock.now())
      .map((right) => rightAnswer(store, right, rights.basis.station.prefix)),
  }
}

function print(right: SerialsAnswer['rights'][number], isWhole = false): void {
  const { id, kind, brand, prefix, issued, left, until, idle, covers, states } = right
  const cells = [
    isWhole ? id : id.slice(0, 12),
    kind,
    brand,
    prefix,
    covers.join(' '),
    issued,
    left ?? '∞',
    until ?? '–',
  ]
  process.stdout.write(`${cells.join('\t')}${idle ? `\t${sentence(idle)}` : ''}\n`)
  if (isWhole)
    for (const [state, count] of Object.entries(states)) process.stdout.write(`\t${state}\t${count}\n`)
}
