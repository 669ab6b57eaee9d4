import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { holdLock } from '../../platform/lock/hold-lock.ts'

/** Making one takes seconds of an idle machine. */
const MAKING_MS_MAX = 55_000

/**
 * The folder of this name, made by whichever process of a test run asks first, and once: to be copied, never changed.
 * Outside a test run each process makes its own. What a process that died has half made is made anew.
 */
export async function madeOnce(name: string, make: (folder: string) => Promise<unknown>): Promise<string> {
  const run = process.env.BONDMARK_TEST_RUN ?? ownFolder()
  const [made, making] = [join(run, name), join(run, `${name}.making`)]
  const lock = await holdLock(join(run, `${name}.lock`), { waitMsMax: MAKING_MS_MAX })
  try {
    if (existsSync(made)) return made
    rmSync(making, { recursive: true, force: true })
    await make(making)
    renameSync(making, made)
    return made
  } finally {
    lock.release()
  }
}

let own: string | undefined
function ownFolder(): string {
  if (own) return own
  const folder = mkdtempSync(join(tmpdir(), 'bondmark-made-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  own = folder
  return folder
}
