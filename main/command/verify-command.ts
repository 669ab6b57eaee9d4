import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { Command } from 'commander'
import { ARCHIVE_BYTES_MAX, isArchive } from '../../core/archive/batch-archive.ts'
import { verifyArchive } from '../../core/archive/verify-archive.ts'
import { eventIdOf } from '../../core/epcis/event-hash.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type EvidenceVerdict, verifyEvidence } from '../../core/evidence/evidence.ts'
import { parseTrustFile, type TrustFile } from '../../core/evidence/trust.ts'
import { FORK_PROOF_BYTES_MAX } from '../../core/log/fork-proof.ts'
import { readMembershipFile } from '../../core/membership/membership-file.ts'
import { EQUIVOCATION_PROOF_BYTES_MAX } from '../../core/statement/equivocation.ts'
import { REFUSALS_FILE_BYTES_MAX } from '../../core/statement/refusal.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { filePieces } from '../archive/file-pieces.ts'
import { readNamedFile } from './read-file.ts'
import { answer, EXIT, personPath, tell } from './terminal.ts'
import { isEquivocationProof, tellEquivocation } from './verify-equivocation.ts'
import { isForkProof, tellFork } from './verify-fork.ts'
import { isRefusals, tellRefusals } from './verify-refusals.ts'

interface VerifyOptions {
  readonly trust?: string
  readonly membership?: string
  readonly json?: boolean
}

const MIB = 1024 * 1024

/**
 * `bondmark verify`: a unit's evidence, or a batch's archive, against a trust file and nothing else; a proof that a key
 * signed twice for one place, or a log two views of itself, against nothing at all.
 */
export function addVerifyCommand(program: Command, exit: (code: number) => void): void {
  program
    .command('verify <file>')
    .description(
      'check a unit’s evidence, a batch’s archive, a log’s refusals, or a proof that a key or a log signed twice, offline',
    )
    .option('--trust <file>', 'whom to believe (trust file); a proof of double signing needs none')
    .option('--membership <file>', 'for an archive: a newer membership than the one in it')
    .option('--json', 'answer as JSON')
    .action((name: string, options: VerifyOptions) => {
      const file = personPath(name)
      const kind = kindOf(file)
      if (kind === 'equivocation') {
        const proof = readNamedFile(name, EQUIVOCATION_PROOF_BYTES_MAX)
        return exit(tellEquivocation(proof, options.json ?? false) ? EXIT.done : EXIT.left)
      }
      if (kind === 'fork') {
        const proof = readNamedFile(name, FORK_PROOF_BYTES_MAX)
        return exit(tellFork(proof, options.json ?? false) ? EXIT.done : EXIT.left)
      }
      if (options.trust === undefined) throw new BondmarkError('verify-needs-trust', { file: name })
      const trust = parseTrustFile(textOf(options.trust, MIB))
      if (kind === 'refusals') {
        const refusals = readNamedFile(name, REFUSALS_FILE_BYTES_MAX)
        return exit(tellRefusals(refusals, trust, options.json ?? false) ? EXIT.done : EXIT.left)
      }
      const verdict =
        kind === 'archive' ? archiveVerdict(file, trust, options) : evidenceVerdict(name, trust, options)
      exit(verdict.ok ? EXIT.done : EXIT.left)
    })
}

const textOf = (name: string, bytesMax: number): string =>
  Buffer.from(readNamedFile(name, bytesMax)).toString('utf8')

/** What it is to be read as: only a file can be read twice, so anything else is evidence. */
function kindOf(file: string): 'archive' | 'equivocation' | 'fork' | 'refusals' | 'evidence' {
  const fd = openSync(file, 'r')
  try {
    const stats = fstatSync(fd)
    if (!stats.isFile()) return 'evidence'
    const beginning = new Uint8Array(128)
    const read = readSync(fd, beginning, 0, beginning.length, 0)
    if (isEquivocationProof(beginning.subarray(0, read))) return 'equivocation'
    if (isForkProof(beginning.subarray(0, read))) return 'fork'
    if (isRefusals(beginning.subarray(0, read))) return 'refusals'
    if (!isArchive(beginning.subarray(0, read))) return 'evidence'
    if (stats.size > ARCHIVE_BYTES_MAX)
      throw new BondmarkError('file-too-large', { file, size: stats.size, max: ARCHIVE_BYTES_MAX })
    return 'archive'
  } finally {
    closeSync(fd)
  }
}

function evidenceVerdict(name: string, trust: TrustFile, options: VerifyOptions): EvidenceVerdict {
  const verdict = verifyEvidence(readNamedFile(name, 64 * MIB), trust, verifyEd25519, {
    eventIdOf: (event) => eventIdOf(event as object),
  })
  if (options.json) answer({ format: 'bondmark/verify/1', ...verdict })
  else {
    print(verdict.statements)
    const statements = verdict.statements.length
    tell({ code: verdict.ok ? 'evidence-verified' : 'evidence-refused', detail: { statements } })
    if (trust.training) tell({ code: 'evidence-is-training', detail: {} })
  }
  return verdict
}

function archiveVerdict(file: string, trust: TrustFile, options: VerifyOptions) {
  const membership = options.membership ? readMembershipFile(textOf(options.membership, 8 * MIB)) : null
  const verdict = verifyArchive(() => filePieces(file), {
    trust,
    verify: verifyEd25519,
    eventIdOf: (event) => eventIdOf(event as object),
    sha256: sha256Native,
    membership,
  })
  const { ok, reason, statements, manifest } = verdict
  if (options.json) answer({ format: 'bondmark/verify/1', ok, reason, statements })
  else {
    print(statements.filter((statement) => !statement.ok))
    if (manifest)
      tell({ code: 'archive-verified', detail: { batch: manifest.batch, statements: statements.length } })
    else if (reason === null) tell({ code: 'archive-refused', detail: { statements: statements.length } })
    else tell({ code: reason, detail: { reason } })
    if (trust.training) tell({ code: 'evidence-is-training', detail: {} })
  }
  return verdict
}

function print(statements: EvidenceVerdict['statements']): void {
  for (const { id, ok, reason } of statements)
    process.stdout.write(`${ok ? 'ok  ' : 'NO  '} ${id}${reason ? `  ${reason}` : ''}\n`)
}
