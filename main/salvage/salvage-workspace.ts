import { existsSync, readFileSync, statSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { readMembershipFile } from '../../core/membership/membership-file.ts'
import { issuerUri } from '../../core/statement/issuer.ts'
import { syncFolder } from '../../platform/files/write-durably.ts'
import { leafRow } from '../../platform/sqlite/leaf-rows.ts'
import { PageFile } from '../../platform/sqlite/page-file.ts'
import { type KnownBackup, knownBackups } from '../backup/known-backups.ts'
import { Findings } from '../fsck/fsck-answer.ts'
import { KnownKeys } from '../fsck/known-keys.ts'
import { readProfile, type WorkspaceFiles, workspaceFiles } from '../workspace/workspace.ts'
import { type Found, findStatements, statementIn } from './find-statements.ts'
import { judgeChains } from './judge-chains.ts'
import type { SalvageReport } from './salvage-report.ts'

export interface SalvageOptions {
  readonly workspace: string
  /** Where everything provable is written; null to write nothing. */
  readonly out: string | null
  /** How far the ledger has logged a key's chain, where somebody asks it. */
  readonly atLedger?: (kid: string) => number
  readonly onProgress: (done: number, total: number) => void
}

/**
 * What a station's database still proves when SQLite can no longer read it, and the way back. Reads page by page, changes
 * nothing, and needs neither a sound header nor the workspace's lock. Throws `workspace-…`, `database-missing`, and what
 * the system says of a file.
 */
export async function salvageWorkspace(options: SalvageOptions): Promise<SalvageReport> {
  const { workspace, out } = options
  const profile = readProfile(workspace)
  const files = workspaceFiles(workspace)
  if (
    (statSync(files.database, { throwIfNoEntry: false })?.size ?? 0) === 0 &&
    !existsSync(`${files.database}-wal`)
  )
    throw new BondmarkError('database-missing', { file: files.database })
  // Files that the keys are read from may be damaged too: then their statements are unproven, and counted so.
  const keys = new KnownKeys(profile, files, new Findings())
  const file = new PageFile(files.database)
  try {
    const found = await findStatements(file, keys, options.onProgress)
    const backups = knownBackups(files.backups)
    const chains = judgeChains(found, {
      kids: [profile.kid, ...(profile.formerKeys ?? []).map(({ kid }) => kid)],
      issuer: issuerUri({ ...profile, kind: 'station', name: profile.station }),
      inBackup: (kid) =>
        Math.max(0, ...backups.map((backup) => (backup.kid === kid ? (backup.head?.seq ?? 0) : 0))),
      atLedger: options.atLedger ?? (() => 0),
    })
    if (out !== null) await writeSalvaged(file, found, files, out)
    const newest = backups[0] ?? null
    return {
      format: 'bondmark/salvage/1',
      workspace,
      statements: found.statements.length,
      manifests: found.manifests.length,
      receipts: found.statements.filter(({ id }) => found.receipts.has(found.places.get(id) ?? 0)).length,
      whole: file.isWhole,
      unproven: found.unproven,
      chains,
      newestBackup: newest && {
        at: newest.at,
        file: newest.file,
        statements: newest.statements,
        encrypted: newest.encrypted,
        there: existsSync(newest.file),
      },
      restore: wayBack(workspace, newest),
      written: out,
    }
  } finally {
    file.close()
  }
}

/** In the shell's own words, so that they can be copied. */
function wayBack(workspace: string, newest: KnownBackup | null): string[] {
  const quoted = (path: string) => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`)
  const from = newest ? quoted(newest.file) : 'BACKUP'
  const restored = quoted(`${workspace}-restored`)
  const passphrase = newest?.encrypted ? ' --passphrase-file FILE' : ''
  return [
    `npm run -s bondmark -- salvage --workspace ${quoted(workspace)} --out ${quoted(`${workspace}-salvaged.ndjson`)}`,
    `npm run -s bondmark -- backup check ${from}${passphrase}`,
    `npm run -s bondmark -- restore --from ${from} --workspace ${restored}${passphrase}`,
    `npm run -s bondmark -- station --workspace ${restored}`,
  ]
}

/**
 * Everything provable, in NDJSON: a line that says whose it is and by whose membership it was verified, then a line for
 * each statement in chain order with its receipt, the manifests last. Whole and durable, or not there.
 */
async function writeSalvaged(
  file: PageFile,
  found: Found,
  files: WorkspaceFiles,
  out: string,
): Promise<void> {
  const membership = existsSync(files.membership)
    ? readMembershipFile(readFileSync(files.membership, 'utf8')).map((bytes) =>
        Buffer.from(bytes).toString('base64url'),
      )
    : []
  const ordered = [...found.statements].sort(
    (a, b) =>
      (a.seq === null ? 1 : 0) - (b.seq === null ? 1 : 0) ||
      a.kid.localeCompare(b.kid) ||
      (a.seq ?? 0) - (b.seq ?? 0),
  )
  const part = `${out}.part`
  const handle = await open(part, 'w', 0o600)
  try {
    await handle.write(
      `${JSON.stringify({ format: 'bondmark/salvaged/1', statements: ordered.length, membership })}\n`,
    )
    for (const { id, page, at } of ordered) {
      const row = leafRow(file, page, at)
      const bytes = row && statementIn(row.values)
      if (!bytes) throw new BondmarkError('disk-failed', { file: files.database, message: `page ${page}` })
      const proof = found.receipts.get(found.places.get(id) ?? 0) ?? null
      const line = { id, statement: bytes.toString('base64url'), proof }
      await handle.write(`${JSON.stringify(line)}\n`)
    }
    await handle.sync()
    await handle.close()
    await rename(part, out)
    syncFolder(dirname(out))
  } catch (error) {
    await handle.close().catch(() => {})
    await rm(part, { force: true })
    throw Object.assign(error as Error, error instanceof BondmarkError ? {} : { path: out })
  }
}
