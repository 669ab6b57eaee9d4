import { type Command, Option } from 'commander'
import { type CbvVersion, hashDocument } from '../../core/epcis/event-hash.ts'
import { readNamedJson } from './read-file.ts'

const MIB = 1024 * 1024

/** `epcis hash`: EPCIS documents of anybody, read from a file. */
export function addEpcisCommand(program: Command): void {
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
      for (const id of hashDocument(readNamedJson(file, 256 * MIB), options.cbv))
        process.stdout.write(`${id}\n`)
    })
}
