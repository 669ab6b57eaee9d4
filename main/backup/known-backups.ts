import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { writeDurably } from '../../platform/files/write-durably.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const known = z.object({
  /** RFC 3339 */
  at: z.string(),
  file: z.string(),
  bytes: z.int(),
  encrypted: z.boolean(),
  statements: z.int(),
  kid: hash,
  head: z.object({ seq: z.int(), id: hash }).nullable(),
})
const knownFile = z.object({ format: z.literal('bondmark/backups/1'), backups: z.array(known) })

/** A backup that was made of this workspace, wherever its file is now. */
export type KnownBackup = z.infer<typeof known>

/** The newest are enough to find one again. */
const KEPT_MAX = 20

/**
 * The backups that were made of a workspace, newest first. They are listed in a file beside the database, because they
 * are wanted when the database is damaged. A list that cannot be read is an empty one: it says nothing of the backups.
 */
export function knownBackups(file: string): KnownBackup[] {
  if (!existsSync(file)) return []
  try {
    return knownFile.parse(JSON.parse(readFileSync(file, 'utf8'))).backups
  } catch {
    return []
  }
}

/** Lists one more. */
export function noteBackup(
  file: string,
  made: {
    readonly file: string
    readonly bytes: number
    readonly encrypted: boolean
    readonly header: {
      readonly madeAt: string
      readonly statements: number
      readonly kid: string
      readonly head: KnownBackup['head']
    }
  },
): void {
  const { madeAt, statements, kid, head } = made.header
  const newest: KnownBackup = {
    at: madeAt,
    file: made.file,
    bytes: made.bytes,
    encrypted: made.encrypted,
    statements,
    kid,
    head,
  }
  const backups = [newest, ...knownBackups(file).filter((other) => other.file !== made.file)].slice(
    0,
    KEPT_MAX,
  )
  writeDurably(file, `${JSON.stringify({ format: 'bondmark/backups/1', backups }, null, 2)}\n`)
}
