import { type Command, Option } from 'commander'
import { type CbvVersion, hashDocument } from '../../core/epcis/event-hash.ts'
import { readEpcis, readForHash } from '../../core/epcis/read-epcis.ts'
import type { Finding } from '../../core/epcis/validation/finding.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { readNamedFile } from './read-file.ts'
import { answer, EXIT, isRead, personPath, sentence, tell } from './terminal.ts'

/** 100,000 events of ordinary size, several times over. */
const DOCUMENT_BYTES_MAX = 256 * 1024 * 1024

function say(file: string, { path, code, value }: Finding): void {
  process.stdout.write(
    `${sentence({ code, detail: { path, value: value ?? '–', file: personPath(file), reason: '–' } })}\n`,
  )
}

function validate(file: string, json: boolean): boolean {
  const { verdict } = readEpcis(readNamedFile(file, DOCUMENT_BYTES_MAX))
  const { ok, kind, events, errors, warnings, leftOut } = verdict
  if (json) {
    const bare = ({ path, code }: Finding) => ({ path, code })
    answer({
      format: 'bondmark/epcis-validate/1',
      ok,
      kind,
      events,
      errors: errors.map(bare),
      warnings: warnings.map(bare),
      leftOut,
    })
    return ok
  }
  for (const finding of [...errors, ...warnings]) {
    if (!isRead()) break
    say(file, finding)
  }
  tell({
    code: ok ? 'epcis-document-accepted' : 'epcis-document-refused',
    detail: { events, errors: errors.length, warnings: warnings.length },
  })
  return ok
}

function* hashes(file: string, cbv: CbvVersion): Generator<string> {
  const read = readForHash(readNamedFile(file, DOCUMENT_BYTES_MAX))
  if (read === null) {
    throw new BondmarkError('json-malformed', { file: personPath(file), reason: 'not UTF-8 JSON' })
  }
  if (read.repeatedKey !== null) throw new BondmarkError('json-key-repeated', { path: read.repeatedKey })
  yield* hashDocument(read.json, cbv)
}

/** `epcis hash` and `epcis validate`: EPCIS documents of anybody, read from a file. */
export function addEpcisCommand(program: Command, exit: (code: number) => void): void {
  const epcis = program.command('epcis').description('EPCIS documents')
  epcis
    .command('hash <file>')
    .description('the event hash ID of each event, in order')
    .addOption(
      new Option('--cbv <version>', 'the version of CBV to make them by')
        .choices(['2.0', '2.1'])
        .default('2.0'),
    )
    .action((file: string, options: { cbv: CbvVersion }) => {
      for (const id of hashes(file, options.cbv)) process.stdout.write(`${id}\n`)
    })
  epcis
    .command('validate <file>')
    .description('whether a document is EPCIS 2.0, and what is wrong where')
    .option('--json', 'answer as JSON')
    .action((file: string, options: { json?: boolean }) => {
      exit(validate(file, options.json === true) ? EXIT.done : EXIT.left)
    })
}
