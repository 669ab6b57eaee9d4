import { readFileSync, statSync } from 'node:fs'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { personPath } from './terminal.ts'

/** A file that a person named, bounded before it is read. Throws `file-too-large`, and what the system says. */
export function readNamedFile(path: string, bytesMax: number): Uint8Array {
  const file = personPath(path)
  const { size } = statSync(file)
  if (size > bytesMax) throw new BondmarkError('file-too-large', { file, size, max: bytesMax })
  return readFileSync(file)
}

/** Its JSON. Throws `json-malformed` too. */
export function readNamedJson(path: string, bytesMax: number): unknown {
  const bytes = readNamedFile(path, bytesMax)
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new BondmarkError(
      'json-malformed',
      { file: personPath(path), reason: cause instanceof Error ? cause.message : '' },
      { cause },
    )
  }
}
