import type { Command } from 'commander'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { samplePeople } from '../training/sample-people.ts'
import { readNamedFile } from './read-file.ts'

const PASSCODE_BYTES_MAX = 1024
const STDIN = process.platform === 'win32' ? '\\\\.\\CON' : '/dev/stdin'

/** Who does it, and where the passcode comes from. */
export interface PasscodeOptions {
  readonly badge: string
  readonly passcodeFile?: string
  readonly passcodeStdin?: boolean
}

/** How somebody says who they are: the badge as an option, the passcode never, because everybody on a machine can read it. */
export const addPasscodeOptions = (command: Command): Command =>
  command
    .requiredOption('--badge <badge>', 'badge of who does it')
    .option('--passcode-file <file>', 'their passcode, in a file')
    .option('--passcode-stdin', 'their passcode, on standard input')

/** The badge with its passcode: of the sample people of training it is known. Throws `passcode-needed`, those of files. */
export function passcodeOf(
  { badge: typed, passcodeFile, passcodeStdin }: PasscodeOptions,
  training: boolean,
): { badge: string; passcode: string } {
  const badge = typed.trim().toUpperCase()
  const file = passcodeFile ?? (passcodeStdin ? STDIN : null)
  if (file !== null) {
    const text = new TextDecoder().decode(readNamedFile(file, PASSCODE_BYTES_MAX))
    return { badge, passcode: text.replace(/\r?\n[\s\S]*$/, '') }
  }
  const sample = training ? samplePeople.find((person) => person.badge === badge) : undefined
  if (!sample) throw new BondmarkError('passcode-needed', { badge })
  return { badge, passcode: sample.passcode }
}
