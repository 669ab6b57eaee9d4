import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const home = resolve(import.meta.dirname, '../..')
let copy: string

function run(command: string, ...args: string[]): string {
  const done = spawnSync(command, args, { cwd: copy, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  return done.stdout
}

/** A copy of the sources as git sees them, in a repository of its own, so that a planted file harms nobody. */
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'bondmark-imports-'))
  const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: home,
    encoding: 'utf8',
  })
  for (const path of listed.stdout
    .split('\0')
    .filter((name) => /\.(ts|tsx|mjs|cjs|json)$/.test(name) && !name.startsWith('fixtures/'))) {
    cpSync(join(home, path), join(copy, path), { recursive: true, force: true })
  }
  symlinkSync(join(home, 'node_modules'), join(copy, 'node_modules'))
  run('git', 'init', '-q')
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

function check(): string[] {
  const script = join(home, 'test/import-rules/check-imports.ts')
  const reader = join(home, 'test/import-rules/typescript-6.mjs')
  return run(process.execPath, '--import', reader, script, '.').trimEnd().split('\n')
}

/** Writes planted files; what is exported keeps each of them a module. */
function plant(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(copy, path)), { recursive: true })
    writeFileSync(join(copy, path), `${text}\nexport const planted = 1\n`)
  }
}

describe('the import rules', () => {
  test('refuse a planted violation of each rule', () => {
    plant({
      'platform/planted/target.ts': '',
      'main/planted/target.ts': '',
      'core/planted/to-platform.ts': "import '../../platform/planted/target.ts'",
      'core/planted/to-node.ts': "import 'node:fs'",
      'core/planted/to-package.ts': "import 'ws'",
      'core/contract/planted.ts': "import '@orpc/server'",
      'platform/planted/to-main.ts': "import '../../main/planted/target.ts'",
      'drivers/planted/to-main.ts': "import '../../main/planted/target.ts'",
      'sync/planted/to-main.ts': "import '../../main/planted/target.ts'",
      'main/planted/to-renderer.ts': "import '../../renderer/planted/target.ts'",
      'renderer/planted/target.ts': '',
      'renderer/planted/to-platform.ts': "import '../../platform/planted/target.ts'",
      'renderer/planted/to-node.ts': "import 'node:fs'",
      'renderer/planted/contract-value.ts':
        "import { stationContract } from '../../core/contract/station-contract.ts'\nexport const c = stationContract",
      'renderer/planted/contract-type.ts':
        "import type { StationContract } from '../../core/contract/station-contract.ts'\nexport type C = StationContract",
      'main/planted/to-electron.ts': "import { app } from 'electron'\nexport const a = app",
      'sync/planted/to-dev.ts': "import 'fast-check'",
      'main/planted/to-test.ts': "import '../../test/planted/target.ts'",
      'test/planted/target.ts': '',
      'core/planted/circle-a.ts': "import './circle-b.ts'",
      'core/planted/circle-b.ts': "import './circle-a.ts'",
      'core/planted/nowhere.ts': "import './not-there.ts'",
    })
    const planted = check().filter((line) => line.includes('planted'))
    for (const expected of [
      'core-is-pure: core/planted/to-platform.ts → platform/planted/target.ts',
      'core-is-pure: core/planted/to-node.ts → fs',
      'core-is-pure: core/planted/to-package.ts → node_modules/ws/',
      'contract-is-pure: core/contract/planted.ts → node_modules/@orpc/server/',
      'platform-apart: platform/planted/to-main.ts → main/planted/target.ts',
      'drivers-apart: drivers/planted/to-main.ts → main/planted/target.ts',
      'sync-apart: sync/planted/to-main.ts → main/planted/target.ts',
      'main-apart: main/planted/to-renderer.ts → renderer/planted/target.ts',
      'renderer-apart: renderer/planted/to-platform.ts → platform/planted/target.ts',
      'renderer-in-a-browser: renderer/planted/to-node.ts → fs',
      'contract-types-only: renderer/planted/contract-value.ts → core/contract/station-contract.ts',
      'tests-stay-tests: main/planted/to-test.ts → test/planted/target.ts',
      'no-circles: core/planted/circle-a.ts → core/planted/circle-b.ts',
      'resolvable: core/planted/nowhere.ts → ./not-there.ts',
      'electron-confined: main/planted/to-electron.ts → node_modules/electron/',
      'shipped-packages-only: sync/planted/to-dev.ts → node_modules/fast-check/',
    ]) {
      expect(
        planted.filter((line) => line.startsWith(expected)),
        expected,
      ).toHaveLength(1)
    }
    expect(planted.some((line) => line.includes('contract-type.ts'))).toBe(false)
  })

  test('fail when the reader understands no TypeScript, instead of passing on half of it', () => {
    const script = join(home, 'test/import-rules/check-imports.ts')
    const blind = spawnSync(process.execPath, [script, '.'], { cwd: copy, encoding: 'utf8' })
    expect(blind.status).toBe(1)
    expect(blind.stdout).toContain('the reader of TypeScript is not working')
  })
})
