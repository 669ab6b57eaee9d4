import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, expect, test } from '@playwright/test'

const home = resolve(import.meta.dirname, '../..')

/** Electron's binary where one is given or was downloaded; it cannot be had everywhere. */
function electronBinary(): string | null {
  if (process.env.BONDMARK_ELECTRON) return process.env.BONDMARK_ELECTRON
  const name = join(home, 'node_modules/electron/path.txt')
  const path = existsSync(name)
    ? join(home, 'node_modules/electron/dist', readFileSync(name, 'utf8').trim())
    : ''
  return path !== '' && existsSync(path) ? path : null
}

test('Electron binary: the station opens in an isolated window', async () => {
  const executablePath = electronBinary()
  test.skip(executablePath === null, 'no Electron binary here')
  expect(spawnSync(process.execPath, ['bootstrap.mjs', 'build:electron'], { cwd: home }).status).toBe(0)
  const folder = mkdtempSync(join(tmpdir(), 'bondmark-electron-'))
  const asRoot = process.getuid?.() === 0
  const program = await _electron.launch({
    ...(executablePath ? { executablePath } : {}),
    args: [home, ...(asRoot ? ['--no-sandbox'] : [])],
    env: { ...process.env, BONDMARK_WORKSPACE: join(folder, 'training') } as Record<string, string>,
  })
  const window = await program.firstWindow()
  await expect(window.getByText('TRAINING').first()).toBeVisible({ timeout: 30_000 })
  expect(
    await window.evaluate(() => ['require', 'process', 'module'].filter((name) => name in globalThis)),
  ).toEqual([])
  await program.close()
  rmSync(folder, { recursive: true, force: true })
})
