import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Programs of the machine that a rig needs and that are not there. */
export function missingPrograms(names: readonly string[]): string[] {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return names.filter((name) => !folders.some((folder) => isProgram(join(folder, name))))
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** A suite's name that says why it is skipped, when it is. */
export function suiteName(name: string, missing: readonly string[]): string {
  return missing.length === 0 ? name : `${name} (skipped: no ${missing.join(', ')} on this machine)`
}
