import { readFileSync } from 'node:fs'
import { parseTrustFile } from '../../core/evidence/trust.ts'
import { StationStore } from '../store/station-store.ts'
import { readProfile, workspaceFiles } from '../workspace/workspace.ts'

/** Everything about a workspace that only reads: no lock, so it works beside a running station. */
export function openReader(folder: string) {
  const profile = readProfile(folder)
  const files = workspaceFiles(folder)
  const trust = parseTrustFile(readFileSync(files.trust, 'utf8'))
  const store = new StationStore(files.database, { readonly: true })
  return { folder, profile, files, trust, store }
}
