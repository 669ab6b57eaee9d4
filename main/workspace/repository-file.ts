import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A file that ships with the program. In a bundle the program's root is one folder up from it. */
export function repositoryFile(...path: string[]): string {
  return join(fileURLToPath(new URL('../..', import.meta.url)), ...path)
}
