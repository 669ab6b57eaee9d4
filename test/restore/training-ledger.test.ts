import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { makeBackup } from '../../main/backup/make-backup.ts'
import { restoreWorkspace } from '../../main/restore/restore-workspace.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { openDocumentShelf } from '../../sync/ledger/documents/document-shelf.ts'
import { openFirstChecks } from '../../sync/ledger/label-page/first-checks.ts'
import { openBetweenStore } from '../../sync/ledger/mirrors/between-store.ts'
import { openStandingStore } from '../../sync/ledger/standing/standing-store.ts'
import { openWorkspaceStore } from '../../sync/ledger/workspace/workspace-store.ts'

const fixture = fileURLToPath(new URL('../../fixtures/workspaces/release-0.1', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'bondmark-training-ledger-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const statement = 'ab'.repeat(32)
const frozen = { document: 'batch/LBL07/4', kid: 'cd'.repeat(32) }
const refusal = { bytes: Uint8Array.of(1, 2, 3), signature: new Uint8Array(64).fill(7) }
const warehouse = { org: 'acme', warehouse: '9506000134352' }

it('brings back what a training ledger keeps beside its log, and leaves behind what can be made again', async () => {
  const [workspace, backup, restored] = ['w', 'backup', 'restored'].map((name) => join(scratch, name)) as [
    string,
    string,
    string,
  ]
  cpSync(fixture, workspace, { recursive: true })
  const ledger = join(workspace, 'ledger')
  const checks = openFirstChecks(join(ledger, 'checks.sqlite'))
  checks.note(statement, 1_790_000_000_000)
  const shelf = openDocumentShelf(join(ledger, 'documents.sqlite'))
  shelf.freeze(frozen, refusal, new Uint8Array())
  const shared = openWorkspaceStore(join(ledger, 'workspace.sqlite'))
  shared.begin({ ...warehouse, generation: 1 }, 5, new Uint8Array(), [])
  shared.hear(warehouse, frozen.kid, 6)
  // With its writers at work: much of it stands in the WAL alone.
  const others = [
    openBetweenStore(join(ledger, 'between.sqlite')),
    openStandingStore(join(ledger, 'standing.sqlite')),
  ]
  mkdirSync(join(ledger, 'mirror'))
  writeFileSync(join(ledger, 'mirror', `${statement}.sqlite`), '')

  await makeBackup({ workspace, out: backup, passphrase: null }, wallClock, () => {})
  for (const each of [checks, shelf, shared, ...others]) each.close()
  await restoreWorkspace({
    backup,
    folder: restored,
    passphrase: async () => '',
    despiteProblems: false,
    clock: wallClock,
    onProgress: () => {},
  })

  const at = (name: string) => join(restored, 'ledger', name)
  const left = ['standing.sqlite', 'mirror', 'enrolments', 'members'].filter((name) => existsSync(at(name)))
  expect([left, existsSync(at('log.sqlite')), existsSync(at('between.sqlite'))]).toEqual([[], true, true])
  const checksThere = openFirstChecks(at('checks.sqlite'))
  expect(checksThere.note(statement, 9)).toEqual({ firstMs: 1_790_000_000_000, isFirst: false })
  const shelfThere = openDocumentShelf(at('documents.sqlite'))
  expect(shelfThere.frozenOf(frozen)).toEqual(refusal)
  const sharedThere = openWorkspaceStore(at('workspace.sqlite'))
  expect([sharedThere.newest(warehouse)?.openedMs, sharedThere.heard(warehouse).get(frozen.kid)]).toEqual([
    5, 6,
  ])
  for (const each of [checksThere, shelfThere, sharedThere]) each.close()
})
