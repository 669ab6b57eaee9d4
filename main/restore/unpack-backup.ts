import { mkdirSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { syncFolder } from '../../platform/files/write-durably.ts'
import { ATTACHMENTS_FOLDER, type BackupHeader } from '../backup/backup-header.ts'
import { type ReadOptions, readBackup } from '../backup/read-archive.ts'
import { migrations } from '../store/schema.ts'

/**
 * Writes the files of a backup into `folder`, durably. They count only when this has returned: what was written before
 * the end of the backup was reached may be of a changed one. Throws what `readBackup` throws, and `database-newer`.
 */
export async function unpackBackup(
  folder: string,
  options: Omit<ReadOptions, 'sink' | 'onHeader'>,
): Promise<BackupHeader> {
  for (const name of ['ledger', ATTACHMENTS_FOLDER])
    mkdirSync(join(folder, name), { recursive: true, mode: 0o700 })
  const { header } = await readBackup({
    ...options,
    onHeader: ({ schema }) => {
      if (schema > migrations.length)
        throw new BondmarkError('database-newer', {
          file: options.file,
          found: schema,
          known: migrations.length,
        })
    },
    sink: async ({ name }) => {
      // The header's schema knows the names: none of them leads out of the folder.
      const path = join(folder, name)
      const handle = await open(path, 'wx', 0o600)
      return {
        async write(piece) {
          for (let at = 0; at < piece.length; ) at += (await handle.write(piece, at)).bytesWritten
        },
        async end() {
          await handle.sync()
          await handle.close()
          syncFolder(dirname(path))
        },
      }
    },
  })
  return header
}
