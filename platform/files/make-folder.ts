import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { syncFolder } from './write-durably.ts'

/**
 * Makes a folder and what is missing above it, one by one, each of them durable in the folder that holds it: a file is
 * only as safe as the names that lead to it. `mkdirSync` with `recursive` never returns where a parent
 * exists that takes no folders (below /proc); this says what the system says. Throws the system's own errors.
 */
export function makeFolder(folder: string, mode: number): void {
  if (!existsSync(dirname(folder))) makeFolder(dirname(folder), mode)
  try {
    mkdirSync(folder, { mode })
    syncFolder(dirname(folder))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !existsSync(`${folder}/.`)) throw error
  }
}
