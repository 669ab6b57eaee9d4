import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { makeFolder } from '../../platform/files/make-folder.ts'
import { writeNew } from '../../platform/files/write-new.ts'
import { createPipe, type Tally } from './pipe.ts'
import type { Transport } from './transport.ts'

/** How many numbers another program may take under our hands before we give up. */
const TRIES_MAX = 100

const jobName = (number: number) => `${String(number).padStart(6, '0')}.prn`

function highestNumber(folder: string): number {
  const numbers = readdirSync(folder).map((name) => Number(/^(\d{6,15})\.prn$/.exec(name)?.[1] ?? 0))
  return numbers.reduce((highest, number) => Math.max(highest, number), 0)
}

function unusable(error: unknown, file: string): BondmarkError {
  const { code = 'unknown' } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT') return new BondmarkError('disk-full', { file })
  return new BondmarkError('file-unusable', { file, reason: code })
}

/**
 * A folder in the place of a printer: each write becomes one file, `000001.prn` and so on, durable, whole, in nobody else's
 * place, readable by its owner alone. Its bytes hold what the label holds, PINs too: see `mayCarryPins`. Throws
 * `transport-open-failed`; a write throws `disk-full` or `file-unusable`, and then no file of it is there.
 */
export async function openJobFolder({ folder }: { readonly folder: string }): Promise<Transport> {
  let number: number
  try {
    makeFolder(folder, 0o700)
    number = highestNumber(folder)
  } catch (error) {
    throw new BondmarkError('transport-open-failed', { device: folder, reason: (error as Error).message })
  }

  const keep = (job: Uint8Array) => {
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      number++
      const file = join(folder, jobName(number))
      try {
        writeNew(file, job)
        return
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unusable(error, file)
      }
    }
    throw new BondmarkError('file-unusable', { file: folder, reason: 'EEXIST' })
  }

  const pipe = createPipe({
    name: folder,
    kind: 'file',
    answers: false,
    keepsBytes: true,
    stallMs: 60_000,
    pieceBytes: Number.POSITIVE_INFINITY,
    put: async (job: Uint8Array, tally: Tally) => {
      keep(job)
      tally.sure = job.length
    },
    hangUp: async () => undefined,
  })
  return pipe.transport
}
