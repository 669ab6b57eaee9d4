import type { Command } from 'commander'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { readEnrolmentCode } from '../../core/membership/enrolment.ts'
import { newestOf } from '../../core/membership/member-history.ts'
import { ssccBlock } from '../../core/membership/membership-payload.ts'
import type { SsccBlock } from '../../core/membership/station-ranges.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { approveEnrolment } from '../members/approve-enrolment.ts'
import { MemberBooks } from '../members/member-books.ts'
import { openSampleBooks } from '../training/sample-signers.ts'
import { answer, personPath, tell } from './terminal.ts'

interface Where {
  readonly data?: string
  readonly workspace?: string
  readonly json?: boolean
}

/** Who is a member, and who becomes one: what administrators do beside a ledger, whether it runs or not. */
export function addMembersCommands(ledger: Command): void {
  const members = ledger.command('members').description('the membership of a ledger’s organisation')
  const command = (name: string, description: string) =>
    members
      .command(name)
      .description(description)
      .option('--data <dir>', 'folder of the ledger')
      .option('--workspace <dir>', 'a training workspace, whose sample administrators sign at once')
      .option('--json', 'answer as JSON')

  command('approve <code>', 'list the station whose screen shows this code')
    .option('--name <name>', 'another name than the proposed one')
    .option('--prefix <symbols>', 'serial prefix; drawn among the free ones when absent')
    .option('--sscc-block <block>', 'COMPANYPREFIX:EXTENSION:FROM-TO; drawn among the free ones when absent')
    .action(
      async (typed: string, options: Where & { name?: string; prefix?: string; ssccBlock?: string }) => {
        const code = readEnrolmentCode(typed)
        if (code === null) throw new BondmarkError('enrolment-code-malformed', { code: typed })
        const { books, sign } = await openSampleBooks(neededWorkspace(options))
        const { enrolment } = books.enrolments.byCode(code)
        const grant = { ...options, ssccBlock: options.ssccBlock ? readBlock(options.ssccBlock) : undefined }
        const at = wallClock.now()
        const { after } = sign(approveEnrolment(newestOf(books.history()), enrolment, grant, at), at)
        const key = after.payload.keys.find((each) => each.key === enrolment.payload.key)
        const station = key?.name.replace(/^station\//, '') ?? ''
        if (options.json)
          answer({
            format: 'bondmark/member-approved/1',
            code,
            station,
            kid: key?.kid,
            prefix: key?.prefix,
            ssccBlock: key?.ssccBlock,
            head: after.head,
          })
        else tell({ code: 'enrolment-approved', detail: { station, prefix: key?.prefix ?? '' } })
      },
    )

  command('list', 'who is listed, and which stations wait to be').action((options: Where) => {
    const books = new MemberBooks(dataOf(options))
    const { payload, head } = newestOf(books.history())
    const waiting = books.enrolments.open().map(({ enrolment, receivedAt, address, refused }) => ({
      code: enrolment.code,
      station: enrolment.payload.station,
      people: enrolment.payload.people.length,
      address,
      receivedAt: new Date(receivedAt).toISOString(),
      refused,
    }))
    if (options.json) {
      const { org, keys, revocations } = payload
      return answer({ format: 'bondmark/members-list/1', org, head, keys, revocations, waiting })
    }
    for (const { name, role, prefix, kid, from, until } of payload.keys) {
      const revoked = payload.revocations.find((each) => each.kid === kid)?.at
      const said = [
        name,
        role,
        prefix,
        kid.slice(0, 16),
        from,
        until && `– ${until}`,
        revoked && `✗ ${revoked}`,
      ]
      process.stdout.write(`${said.filter(Boolean).join('  ')}\n`)
    }
    for (const { code, station, address, receivedAt, refused } of waiting)
      process.stdout.write(`${code}  ${station}  ${address}  ${receivedAt}${refused ? '  ✗' : ''}\n`)
  })
}

function neededWorkspace({ workspace }: Where): string {
  if (workspace === undefined) throw new BondmarkError('members-where-unsaid', {})
  return personPath(workspace)
}

/** Folder of the ledger that is meant. Throws `members-where-unsaid`. */
function dataOf({ data, workspace }: Where): string {
  if (data !== undefined) return personPath(data)
  return `${neededWorkspace({ ...(workspace !== undefined && { workspace }) })}/ledger`
}

/** A block as a person writes it: `9506000:3:8000000-8999999`. Throws `sscc-block-malformed`. */
function readBlock(text: string): SsccBlock {
  const [, companyPrefix, extension, from, to] = /^(\d{4,12}):(\d):(\d{1,12})-(\d{1,12})$/.exec(text) ?? []
  const block = ssccBlock.safeParse({ companyPrefix, extension, from: Number(from), to: Number(to) })
  if (!block.success) throw new BondmarkError('sscc-block-malformed', { value: text })
  return block.data
}
