import type { Failure } from '../../core/errors/bondmark-error.ts'
import type { Code } from '../../core/errors/codes.ts'

/** What a person can do something about, by the system's name for it. */
const codes: Readonly<Record<string, Code>> = {
  ENOENT: 'file-missing',
  EACCES: 'file-not-allowed',
  EPERM: 'file-not-allowed',
  ENOTDIR: 'file-not-folder',
  EEXIST: 'file-not-folder',
  EISDIR: 'file-is-folder',
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  EFBIG: 'disk-full',
  EROFS: 'file-system-readonly',
  ENAMETOOLONG: 'file-name-too-long',
  ELOOP: 'file-links-in-circle',
  EMFILE: 'files-too-many-open',
  ENFILE: 'files-too-many-open',
}

/** What sockets and programs are answered with as well: of a file only when the error names one. */
const notOfFilesOnly: ReadonlySet<string> = new Set(['ENOENT', 'EACCES', 'EPERM', 'EEXIST'])

/**
 * What the system says of a file, in our words; null for an error that is not about a file. A name that we have no words
 * for is passed on as it is (`file-unusable`): files are named by people, so none of these is a bug.
 */
export function asFileFailure(error: unknown): Failure | null {
  const { code, path, dest, syscall } = (error ?? {}) as NodeJS.ErrnoException & { dest?: string }
  if (typeof code !== 'string' || typeof syscall !== 'string') return null
  const known = Object.hasOwn(codes, code) ? codes[code] : undefined
  // Copying and renaming name two files, of which the first was just read or written.
  const file = dest ?? path
  if (file === undefined)
    return known && !notOfFilesOnly.has(code) ? { code: known, detail: { file: '–' } } : null
  return known ? { code: known, detail: { file } } : { code: 'file-unusable', detail: { file, reason: code } }
}
