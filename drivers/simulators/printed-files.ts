import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../../platform/files/make-folder.ts'
import { writeDurably } from '../../platform/files/write-durably.ts'

const numbered = /^(\d{6})-/

export interface PrintedFiles {
  /** Answers the file's path once it is on disk. */
  save(job: string, document: Uint8Array, whole: boolean): string
}

/**
 * The folder into which a simulated printer puts what it printed, one file a label, numbered on from what is there:
 * `000001-JOB.zpl`, or `000001-JOB.cut.zpl` when only a part of the label came out. Such files hold PINs: they exist in
 * training only.
 */
export function openPrintedFiles(folder: string, extension: string): PrintedFiles {
  makeFolder(folder, 0o700)
  const numbers = readdirSync(folder).map((file) => Number(numbered.exec(file)?.[1] ?? 0))
  let last = numbers.reduce((most, number) => Math.max(most, number), 0)
  return {
    save: (job, document, whole) => {
      last++
      const safe = job.replace(/[^0-9A-Za-z-]/g, '_').slice(0, 64)
      const name = `${String(last).padStart(6, '0')}-${safe}${whole ? '' : '.cut'}.${extension}`
      const file = join(folder, name)
      writeDurably(file, document)
      return file
    },
  }
}
