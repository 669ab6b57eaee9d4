import { join } from 'node:path'
import { type Command, Option } from 'commander'
import { z } from 'zod'
import { toHex } from '../../core/encoding/hex.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { answerTask } from '../../core/inspection/answer-task.ts'
import {
  ATTACHMENT_BYTES_MAX,
  agencyVerdicts,
  nonconforming,
  signResult,
} from '../../core/inspection/inspection-result.ts'
import {
  INSPECTION_FILE_BYTES_MAX,
  readTaskFile,
  writeResultFile,
} from '../../core/inspection/result-file.ts'
import { firstIssue } from '../../core/membership/membership.ts'
import { readMembershipFile } from '../../core/membership/membership-file.ts'
import { parseIssuer } from '../../core/statement/issuer.ts'
import { kidOf } from '../../core/statement/statement.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { makeFolder } from '../../platform/files/make-folder.ts'
import { writeDurably } from '../../platform/files/write-durably.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { TRAINING_PASSPHRASE } from '../../sync/ledger/training-keys.ts'
import { handIn, pickUp } from '../../sync/replication/inspection-exchange.ts'
import { readRights } from '../composition/open-rights.ts'
import { mediaTypeOf } from '../inspection/media-type.ts'
import { makeAdministratorKey, openAdministratorKey } from '../members/administrator-key.ts'
import { answerAs } from '../training/practise-inspection.ts'
import { sampleAdministrators } from '../training/sample-administrators.ts'
import type { PracticeAnswer } from '../training/sample-agency.ts'
import { openVaultFile } from '../workspace/vault.ts'
import { outputPath } from './output-path.ts'
import { addPassphraseOptions, neededPassphrase, type PassphraseOptions } from './passphrase-option.ts'
import { readNamedFile } from './read-file.ts'
import { personPath, tell } from './terminal.ts'
import { withReader } from './with-reader.ts'

const KEY_FILE_BYTES_MAX = 64 * 1024
const MEMBERSHIP_BYTES_MAX = 4 * 1024 * 1024

/** What an agency's own system writes down of what it found; the report and pictures are files beside it. */
const findings = z.strictObject({
  format: z.literal('bondmark/agency-findings/1'),
  examined: z.int().min(0),
  counted: z.enum(['units', 'nonconformities']).default('units'),
  nonconforming: nonconforming,
  verdict: z.enum(agencyVerdicts),
  conditions: z.array(z.string()).default([]),
  validUntil: z.iso.date().nullable().default(null),
  reportNumber: z.string(),
})

interface AnswerOptions extends PassphraseOptions {
  readonly key?: string
  readonly result?: string
  readonly report?: string
  readonly attach: string[]
  readonly membership: string[]
  readonly training?: string
  readonly answer: PracticeAnswer
  readonly out: string
  readonly reportOut?: string
}

/** `bondmark agency …`: what an inspection agency does that has no station and no ledger. */
export function addAgencyCommands(program: Command): void {
  const agency = program.command('agency').description('for an inspection agency: its key, and its answers')

  addPassphraseOptions(agency.command('make-key'))
    .description("a key for an inspector, and the file by which the consortium's administrators list it")
    .requiredOption('--consortium <domain>', 'domain name of the consortium')
    .requiredOption('--org <org>', 'the agency, as memberships name it')
    .requiredOption('--id <id>', 'short name of the inspector, as INS-0001')
    .requiredOption('--out <file>', 'where to write the key')
    .requiredOption('--list-out <file>', 'where to write what it is listed by')
    .action(async (options: PassphraseOptions & KeyWish) => {
      const { consortium, org, id } = options
      const [out, list] = [outputPath(options.out), outputPath(options.listOut)]
      const made = await makeAdministratorKey({ consortium, org, id }, await neededPassphrase(options)())
      const name = `person/${id}`
      const listed = {
        ...{ format: 'bondmark/key-to-list/1', key: made.key, use: 'person', name },
        role: 'inspector',
      }
      writeDurably(out, `${JSON.stringify(made, null, 2)}\n`)
      writeDurably(list, `${JSON.stringify(listed, null, 2)}\n`)
      const detail = {
        name: made.issuer,
        file: options.out,
        list: options.listOut,
        kid: made.kid.slice(0, 16),
      }
      tell({ code: 'agency-key-made', detail })
    })

  addPassphraseOptions(agency.command('fetch'))
    .description("tasks that wait for the agency at a member's ledger, each in a file")
    .requiredOption('--ledger <url>', 'address of the ledger')
    .requiredOption('--member <org>', 'whose ledger it is')
    .requiredOption('--key <file>', "the inspector's key")
    .requiredOption('--out <dir>', 'folder for the files')
    .action(
      async (options: PassphraseOptions & { ledger: string; member: string; key: string; out: string }) => {
        const passphrase = await neededPassphrase(options)()
        const signer = await openAdministratorKey(
          readNamedFile(options.key, KEY_FILE_BYTES_MAX),
          passphrase,
          options.key,
        )
        const by = { ...signer, kid: kidOf(signer.publicKey) }
        const parcels = await pickUp(options.ledger, options.member, by, () => wallClock.now())
        const folder = personPath(options.out)
        makeFolder(folder, 0o700)
        for (const { name, file } of parcels) writeDurably(join(folder, `${name}.json`), file)
        const agency = parseIssuer(signer.issuer)?.org ?? '–'
        tell({ code: 'agency-fetched', detail: { count: parcels.length, agency, folder: options.out } })
      },
    )

  agency
    .command('submit <result>')
    .description("hand a signed result to a member's ledger, for its station")
    .requiredOption('--ledger <url>', 'address of the ledger')
    .action(async (file: string, { ledger }: { ledger: string }) => {
      const text = new TextDecoder().decode(readNamedFile(file, INSPECTION_FILE_BYTES_MAX))
      await handIn(ledger, 'results', text)
      tell({ code: 'agency-submitted', detail: { file } })
    })

  addPassphraseOptions(agency.command('answer <task>'))
    .description('sign the result of a task that a station exported')
    .option('--key <file>', "the inspector's key")
    .option('--result <file>', 'what was found (JSON; docs/agency.md)')
    .option('--report <file>', 'the report')
    .option('--attach <file>', 'a picture or another file that belongs to it', collect, [])
    .option('--membership <file>', "the agency's membership, the oldest first", collect, [])
    .option('--training <workspace>', 'training: the sample agency answers, for this workspace')
    .addOption(
      new Option('--answer <how>', 'training: how it answers')
        .choices(['conformant', 'one-too-many', 'wrong-lot'])
        .default('conformant'),
    )
    .option('--report-out <file>', 'training: where to write the sample report')
    .requiredOption('--out <file>', 'where to write the signed result (JSON)')
    .action((file: string, options: AnswerOptions) =>
      options.training === undefined ? signAnswer(file, options) : practise(file, options.training, options),
    )
}

interface KeyWish {
  readonly consortium: string
  readonly org: string
  readonly id: string
  readonly out: string
  readonly listOut: string
}

const collect = (value: string, before: string[]): string[] => [...before, value]

async function signAnswer(file: string, options: AnswerOptions): Promise<void> {
  const { key, result, report } = options
  if (key === undefined || result === undefined || report === undefined)
    throw new BondmarkError('agency-findings-malformed', {
      file: result ?? '–',
      at: 'options',
      reason: '--key, --result and --report are needed',
    })
  const out = outputPath(options.out)
  const { task, agency } = readTaskFile(readNamedFile(file, INSPECTION_FILE_BYTES_MAX))
  const found = findingsIn(readNamedFile(result, INSPECTION_FILE_BYTES_MAX), result)
  const memberships = options.membership.map((path) =>
    readMembershipFile(new TextDecoder().decode(readNamedFile(path, MEMBERSHIP_BYTES_MAX))),
  )
  const passphrase = await neededPassphrase(options)()
  const signer = await openAdministratorKey(readNamedFile(key, KEY_FILE_BYTES_MAX), passphrase, key)
  if (parseIssuer(signer.issuer)?.org !== agency)
    throw new BondmarkError('agency-key-unusable', { file: key, issuer: signer.issuer, agency })
  const { format: _, reportNumber, ...said } = found
  const statement = signResult(
    answerTask(task, {
      ...said,
      report: { number: reportNumber, ...attachedFile(report) },
      attachments: options.attach.map(attachedFile),
      issuedAt: wallClock.now(),
    }),
    { ...signer, kid: kidOf(signer.publicKey) },
  )
  writeDurably(out, writeResultFile({ memberships, statement }))
  tell({ code: 'inspection-answered', detail: { task: task.id.slice(0, 12), file: options.out } })
}

function findingsIn(bytes: Uint8Array, file: string): z.infer<typeof findings> {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new BondmarkError('agency-findings-malformed', { file, at: 'file', reason: 'not JSON in UTF-8' })
  }
  const read = findings.safeParse(json)
  if (read.success) return read.data
  throw new BondmarkError('agency-findings-malformed', { file, ...firstIssue(read.error) })
}

function attachedFile(path: string) {
  const bytes = readNamedFile(path, ATTACHMENT_BYTES_MAX)
  return { sha256: toHex(sha256Native(bytes)), bytes: bytes.length, mediaType: mediaTypeOf(bytes) }
}

function practise(file: string, workspace: string, options: AnswerOptions): Promise<void> {
  const [out, reportOut] = [outputPath(options.out), options.reportOut && outputPath(options.reportOut)]
  const { task } = readTaskFile(readNamedFile(file, INSPECTION_FILE_BYTES_MAX))
  return withReader(personPath(workspace), async ({ store, profile, files, trust }) => {
    const own = readRights(store, profile, files, trust).basis.own.payload
    if (own.training === undefined) throw new BondmarkError('training-only', {})
    const { vaultKey } = await openVaultFile(files.vault, TRAINING_PASSPHRASE)
    const administrators = await sampleAdministrators(store.people, vaultKey, profile)
    const answered = answerAs(administrators, own, task, options.answer, wallClock.now())
    writeDurably(out, answered.file)
    if (reportOut) writeDurably(reportOut, answered.report)
    tell({ code: 'inspection-answered', detail: { task: task.id.slice(0, 12), file: options.out } })
  })
}
