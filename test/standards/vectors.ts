import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryFile } from '../../main/workspace/repository-file.ts'

/** The text of a file of published vectors (`fixtures/vectors/NAME/FILE`). */
export const vectorText = (...path: readonly string[]): string =>
  readFileSync(repositoryFile('fixtures', 'vectors', join(...path)), 'utf8')
