import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { completed, type Lockfile, lockfilePath, missingOptional } from './complete-lockfile.ts'

const lock: Lockfile = {
  packages: {
    '': {},
    'node_modules/tool': {
      version: '2.0.0',
      dev: true,
      optionalDependencies: { '@tool/cli-linux-x64': '2.0.0', '@tool/cli-win32-arm64': '2.0.0' },
    },
    'node_modules/@tool/cli-linux-x64': {
      version: '2.0.0',
      dev: true,
      optional: true,
      os: ['linux'],
      cpu: ['x64'],
    },
  },
}

describe('the lockfile', () => {
  test('holds the optional packages of every platform, so that npm ci takes it anywhere', () => {
    expect([...missingOptional(JSON.parse(readFileSync(lockfilePath, 'utf8'))).keys()]).toEqual([])
  })

  test('is completed with what another platform needs, for that platform only', () => {
    const { packages } = completed(lock)
    expect(packages['node_modules/@tool/cli-win32-arm64']).toEqual({
      version: '2.0.0',
      dev: true,
      optional: true,
      os: ['win32'],
      cpu: ['arm64'],
    })
    expect(packages['node_modules/@tool/cli-linux-x64']).toEqual(
      lock.packages['node_modules/@tool/cli-linux-x64'],
    )
    expect(missingOptional(completed(lock)).size).toBe(0)
  })

  test('is not completed by a guess', () => {
    const ranged = {
      packages: { 'node_modules/tool': { optionalDependencies: { 'cli-linux-x64': '^2.0.0' } } },
    }
    expect(() => completed(ranged)).toThrow('no exact version')
    const nameless = { packages: { 'node_modules/tool': { optionalDependencies: { extra: '2.0.0' } } } }
    expect(() => completed(nameless)).toThrow('which platform')
  })
})
