import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type Found, findPins } from './find-pin.ts'

/** Everything that lies about after a shift, by name. */
export type Remains = ReadonlyMap<string, Buffer>

/** All files under a folder as they lie there: a database with its free pages, its log, its index of the log. */
export function filesUnder(folder: string, name: string): [string, Buffer][] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => [`${name}/${relative(folder, file)}`, readFileSync(file)])
}

/** All places of any of these PINs in all of it. */
export const search = (places: Remains, pins: Iterable<string>): Found[] => {
  const all = [...pins]
  return [...places].flatMap(([where, bytes]) => findPins(where, bytes, all))
}
