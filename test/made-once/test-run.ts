import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A folder for what the files of a test run share, gone with the run. Its processes find it by their environment, and so
 * they find what was compiled before: ledgers, witnesses and syncs are started by the hundred. Asked once for each of the
 * projects that tests are sorted in, which share one folder.
 */
export default function setUp(): () => void {
  if (process.env.BONDMARK_TEST_RUN !== undefined) return () => {}
  // Words come in English unless a test says otherwise, whatever the person speaks who runs it.
  for (const name of ['BONDMARK_LANGUAGE', 'LC_ALL', 'LC_MESSAGES', 'LANG']) delete process.env[name]
  const folder = mkdtempSync(join(tmpdir(), 'bondmark-test-run-'))
  process.env.BONDMARK_TEST_RUN = folder
  process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'bondmark-compiled')
  return () => rmSync(folder, { recursive: true, force: true })
}
