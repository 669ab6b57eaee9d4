import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder for what the files of a test run share, gone with the run. Its processes find it by their environment. */
export default function setUp(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'bondmark-test-run-'))
  process.env.BONDMARK_TEST_RUN = folder
  return () => rmSync(folder, { recursive: true, force: true })
}
