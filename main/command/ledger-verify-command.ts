import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { parseTrustFile, type TrustFile } from '../../core/evidence/trust.ts'
import { parseCheckpoint } from '../../core/log/checkpoint.ts'
import { NOTE_BYTES_MAX, parseNote } from '../../core/log/note-text.ts'
import { parseVkey } from '../../core/log/vkey.ts'
import { claimedMembership } from '../../core/membership/membership.ts'
import { readMembershipFile } from '../../core/membership/membership-file.ts'
import { writeDurably } from '../../platform/files/write-durably.ts'
import { holdLock } from '../../platform/lock/hold-lock.ts'
import { fetchBounded } from '../../sync/ledger/http/fetch-bounded.ts'
import { readLog } from '../../sync/ledger/log/log-reader.ts'
import type { MirroredLog } from '../../sync/ledger/mirrors/mirror-log.ts'
import { type MirrorStore, openMirrorStore } from '../../sync/ledger/mirrors/mirror-store.ts'
import { originHash } from '../../sync/ledger/witness/witness-pages.ts'
import { askMembership } from '../../sync/replication/ask-members.ts'
import { problemSentence } from '../fsck/fsck-answer.ts'
import { auditLog, type LedgerAudit, type LogView } from '../ledger-audit/audit-log.ts'
import { openAuditStore } from '../ledger-audit/audit-store.ts'
import { type BringMembership, readListedKeys } from '../ledger-audit/listed-keys.ts'
import { ledgerCaOption, trustLedgerCa } from './ledger-ca-option.ts'
import { readNamedFile } from './read-file.ts'
import { heedStopWish } from './stop-wish.ts'
import { answer, EXIT, personPath, progressLine, sentence, tell } from './terminal.ts'

interface VerifyOptions {
  readonly trust: string
  readonly state?: string
  readonly membership?: readonly string[]
  readonly also?: readonly string[]
  readonly checkpoint?: readonly string[]
  readonly again?: boolean
  readonly ledgerCa?: string
  readonly json?: boolean
}

const MIB = 1024 * 1024

/** `ledger verify`: audits a log by its static pages, and goes on where it was stopped. */
export function addLedgerVerify(ledger: Command, exit: (code: number) => void): void {
  ledger
    .command('verify <url>')
    .description('audit a log by its static pages alone: every entry, every hash, every signature')
    .requiredOption('--trust <file>', 'whom to believe: administrators, logs, witnesses (trust file)')
    .option('--state <dir>', 'where the audit keeps its copy and what it found; yours unless told otherwise')
    .option('--membership <file...>', 'memberships, where the address has none; all versions count')
    .option('--also <url...>', 'members who mirror this log, or other addresses of it: must show the same')
    .option('--checkpoint <file...>', 'checkpoints of this log from elsewhere, such as out of receipts')
    .option('--again', 'read every page anew, also those that were found right before')
    .addOption(ledgerCaOption())
    .option('--json', 'answer as JSON')
    .action(async (address: string, options: VerifyOptions) => {
      trustLedgerCa(options)
      const url = address.replace(/\/+$/, '')
      const trust = parseTrustFile(Buffer.from(readNamedFile(options.trust, MIB)).toString('utf8'))
      const log = await trustedLog(url, trust)
      const folder = personPath(options.state ?? join(stateHome(), 'bondmark', 'audit'))
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const name = join(folder, originHash(log.origin))
      const lock = await holdLock(`${name}.lock`, { waitMsMax: 5_000 })
      try {
        const audit = await run(url, log, trust, name, options)
        exit(audit.ok ? EXIT.done : EXIT.left)
      } finally {
        lock.release()
      }
    })
}

async function run(url: string, log: MirroredLog, trust: TrustFile, name: string, options: VerifyOptions) {
  const keys = await readListedKeys(membershipSource(url, options.membership), trust)
  const copy = openMirrorStore(`${name}.sqlite`)
  const store = openAuditStore(`${name}.audit.sqlite`)
  const progress = progressLine()
  const wish = heedStopWish()
  try {
    const audit = await auditLog({
      log,
      reader: readLog(url, fetchBounded),
      keys,
      copy,
      store,
      views: viewsOf(url, log, options),
      again: options.again ?? false,
      goOn: wish.goOn,
      onProgress: (stage, done, total) => progress.show(`${stage} ${done}/${total}`),
    })
    progress.end()
    const proofs = writeProofs(copy, name)
    if (options.json) answer({ ...audit, proofs })
    else tellAudit(audit, proofs, trust)
    return audit
  } finally {
    progress.end()
    wish.end()
    store.close()
    copy.close()
  }
}

/** The log of the trust file that the address says it is. Throws `audit-log-untrusted` `{url, origin}`. */
async function trustedLog(url: string, trust: TrustFile): Promise<MirroredLog> {
  const [only, ...others] = trust.logs
  const known = trust.logs.map((vkey) => ({ vkey, origin: parseVkey(vkey).name }))
  let origin = only === undefined ? '' : parseVkey(only).name
  if (others.length > 0) {
    const note = await readLog(url, fetchBounded).checkpoint()
    if (note === null) throw new BondmarkError('log-answer-wrong', { url, reason: 'no checkpoint' })
    origin = parseCheckpoint(parseNote(note).text).origin
  }
  const vkeys = known.filter((each) => each.origin === origin).map(({ vkey }) => vkey)
  if (vkeys.length === 0) throw new BondmarkError('audit-log-untrusted', { url, origin })
  return { origin, vkeys, witnessVkeys: trust.witnesses, k: trust.k }
}

/** Memberships out of files where there are any, else from the address itself; who signed them decides, not where they lay. */
function membershipSource(url: string, files: readonly string[] | undefined): BringMembership {
  if (files === undefined)
    return (head) => askMembership(url, head === null ? 'membership' : `membership/${head}`)
  const versions = files.map((file) =>
    readMembershipFile(Buffer.from(readNamedFile(file, 8 * MIB)).toString('utf8')),
  )
  const byHead = new Map(versions.map((statements) => [claimedMembership(statements).head, statements]))
  const followed = new Set(versions.map((statements) => claimedMembership(statements).payload.previous))
  const newest = [...byHead].find(([head]) => !followed.has(head))?.[1] ?? null
  return async (head) => (head === null ? newest : (byHead.get(head) ?? null))
}

function viewsOf(url: string, log: MirroredLog, { also = [], checkpoint = [] }: VerifyOptions): LogView[] {
  const others = also.map((address) => {
    const base = address.replace(/\/+$/, '')
    const mirror = readLog(`${base}/mirror/${originHash(log.origin)}`, fetchBounded)
    let shown: LogView = mirror
    return {
      async checkpoint() {
        const note = await mirror.checkpoint()
        if (note !== null) return note
        shown = readLog(base, fetchBounded)
        return shown.checkpoint()
      },
      cut: (oldSize: number, newSize: number) => shown.cut(oldSize, newSize),
    }
  })
  // A checkpoint that is larger than the log's own can be held against nothing but the log's tiles.
  const { cut } = readLog(url, fetchBounded)
  const given = checkpoint.map((file) => ({
    checkpoint: async () => Buffer.from(readNamedFile(file, NOTE_BYTES_MAX)).toString('utf8'),
    cut,
  }))
  return [...others, ...given]
}

/** Each proof that the log signed two views, in a file of its own that anybody can check. */
function writeProofs(copy: MirrorStore, name: string): string[] {
  return copy.forks().map((proof, n) => {
    const file = `${name}.fork-${n + 1}.json`
    writeDurably(file, proof)
    return file
  })
}

function tellAudit(audit: LedgerAudit, proofs: readonly string[], trust: TrustFile): void {
  const { origin, size, checked, problems, unproven, unfulfilled } = audit
  for (const problem of problems) process.stdout.write(`${sentence(problemSentence(problem))}\n`)
  for (const file of proofs) tell({ code: 'log-audit-fork', detail: { origin, file } })
  if (!audit.finished) tell({ code: 'log-audit-unfinished', detail: { checked, size } })
  else if (problems.length > 0) tell({ code: 'log-audit-found', detail: { size, problems: problems.length } })
  else if (proofs.length === 0) tell({ code: 'log-audit-clean', detail: { origin, size } })
  if (unproven > 0) tell({ code: 'log-audit-unproven', detail: { unproven } })
  if (unfulfilled > 0) tell({ code: 'log-audit-unfulfilled', detail: { unfulfilled } })
  if (trust.training) tell({ code: 'evidence-is-training', detail: {} })
}

const stateHome = () => process.env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state')
