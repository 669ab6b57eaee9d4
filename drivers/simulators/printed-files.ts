import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../../platform/files/make-folder.ts'
import { writeDurably } from '../../platform/files/write-durably.ts'

const name = /^(\d{6})-.*\.zpl$/

/**
 * The folder into which a simulated printer puts what it printed, one file a job, numbered on from what is there. Such
 * files hold PINs: they exist in training only.
 */
export function openPrintedFiles(folder: string): { save(job: string, zpl: Uint8Array): string } {
  makeFolder(folder, 0o700)
  const numbers = readdirSync(folder).map((file) => Number(name.exec(file)?.[1] ?? 0))
  let last = numbers.reduce((most, number) => Math.max(most, number), 0)
  return {
    save: (job, zpl) => {
      last++
      const safe = job.replace(/[^0-9A-Za-z-]/g, '_').slice(0, 64)
      const file = join(folder, `${String(last).padStart(6, '0')}-${safe}.zpl`)
      writeDurably(file, zpl)
      return file
    },
  }
}
