import { z } from 'zod'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'

/** The hello never changes its shape but by new fields: it is what two sides of any versions read of each other. */
export const HELLO_FORMAT = 'bondmark/session-hello/1'

/** Versions of the session's protocol that this program speaks, oldest first. Version 1 knew no versions and is gone. */
export const ownVersions: readonly number[] = [2]

/** What a session is for: to bring a batch, or to share workspace documents. */
export const sessionPurposes = ['batch', 'workspace'] as const
export type SessionPurpose = (typeof sessionPurposes)[number]

const VERSION_MAX = 1_000
export const sessionVersion = z.int().min(1).max(VERSION_MAX)
export const spokenVersions = z.array(sessionVersion).min(1).max(16)

/** The newest version that both sides speak. Throws `session-version`, which names what each speaks. */
export function commonVersion(theirs: readonly number[], ours: readonly number[] = ownVersions): number {
  const common = ours.filter((version) => theirs.includes(version))
  if (common.length > 0) return Math.max(...common)
  throw new BondmarkError('session-version', { theirs: theirs.join(', '), ours: ours.join(', ') })
}

const HELLO_OF_A_VERSION = /^bondmark\/session\/(\d{1,3})$/

/**
 * The versions of a peer whose first word this program can't read as a hello, when it is one of another version's;
 * null for anything else. Such a peer is told what is spoken here, not that it spoke nonsense.
 */
export function versionsOfForeignHello(value: unknown): readonly number[] | null {
  if (typeof value !== 'object' || value === null) return null
  const { type, format, versions } = value as Record<string, unknown>
  if (type !== 'hello' || typeof format !== 'string') return null
  const said = spokenVersions.safeParse(versions)
  if (said.success) return said.data
  const [, version] = HELLO_OF_A_VERSION.exec(format) ?? []
  return version === undefined ? null : [Number(version)]
}
