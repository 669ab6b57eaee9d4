import { type ChildProcess, spawn } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

const script = resolve(import.meta.dirname, '../../bootstrap.mjs')
let home: string

const lockfile = (version: string) =>
  JSON.stringify({
    name: 'house',
    version,
    lockfileVersion: 3,
    requires: true,
    packages: { '': { name: 'house', version } },
  })

/** A house as small as can be: no packages, and a command that tells what it was given. */
const command = `import { writeFileSync } from 'node:fs'
export async function main(argv) {
  if (argv[0] === 'wait') {
    writeFileSync('pid', String(process.pid))
    return new Promise((resolve) => {
      const waiting = setInterval(() => {}, 1000)
      for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => { clearInterval(waiting); writeFileSync('ended', name); resolve(7) })
    })
  }
  console.log(JSON.stringify({ argv, from: process.env.INIT_CWD, node: process.version }))
  return argv.length
}
`

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'bondmark-set-up-'))
  copyFileSync(script, join(home, 'bootstrap.mjs'))
  mkdirSync(join(home, 'main'))
  writeFileSync(join(home, 'main', 'cli.ts'), command)
  writeFileSync(
    join(home, 'package.json'),
    JSON.stringify({ name: 'house', version: '1.0.0', type: 'module' }),
  )
  writeFileSync(join(home, 'package-lock.json'), lockfile('1.0.0'))
})
afterEach(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }))

function start(
  args: readonly string[],
  nodeArgs: readonly string[] = [],
): { child: ChildProcess; done: Promise<{ code: number | null; out: string; err: string }> } {
  const { BONDMARK_SET_UP_BY: _, INIT_CWD: __, ...env } = process.env
  const child = spawn(process.execPath, [...nodeArgs, join(home, 'bootstrap.mjs'), ...args], {
    cwd: home,
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  })
  let out = ''
  let err = ''
  child.stdout?.on('data', (part) => (out += part))
  child.stderr?.on('data', (part) => (err += part))
  return { child, done: new Promise((resolved) => child.on('close', (code) => resolved({ code, out, err }))) }
}
const run = (...args: string[]) => start(args).done
const installs = (text: string) => text.split('Installing the npm packages').length - 1
const pid = () =>
  vi.waitFor(() => Number(readFileSync(join(home, 'pid'), 'utf8') || Number.NaN), {
    timeout: 60_000,
    interval: 20,
  })

/** As on a machine whose own Node is too old for TypeScript: the packaged one is started instead. */
const oldNode = ['--no-strip-types']
const packNode = () => {
  mkdirSync(join(home, 'node_modules', '.bin'), { recursive: true })
  symlinkSync(process.execPath, join(home, 'node_modules', '.bin', 'node'))
}

describe('setting up', () => {
  test('installs on the first run and is silent on the second; standard output holds the answer alone', async () => {
    const first = await run('bondmark', 'a', 'b')
    expect(installs(first.err)).toBe(1)
    expect(JSON.parse(first.out)).toMatchObject({ argv: ['a', 'b'], from: home })
    expect(first.code).toBe(2)
    const second = await run('bondmark')
    expect(second).toMatchObject({ code: 0, err: '' })
  })

  test('installs again when the lockfile changed', async () => {
    await run('bondmark')
    writeFileSync(join(home, 'package-lock.json'), lockfile('1.0.1'))
    writeFileSync(
      join(home, 'package.json'),
      JSON.stringify({ name: 'house', version: '1.0.1', type: 'module' }),
    )
    rmSync(join(home, 'node_modules', '.package-lock.json'), { force: true })
    expect(installs((await run('bondmark')).err)).toBe(1)
  })

  test('two first runs at once install once and both go on', async () => {
    const [one, two] = await Promise.all([run('bondmark', 'one'), run('bondmark', 'two')])
    expect([one.code, two.code]).toEqual([1, 1])
    expect(installs(one.err) + installs(two.err)).toBe(1)
    expect(existsSync(join(home, 'dist', '.set-up-lock'))).toBe(false)
  })

  test('a set-up that died, signed or not, does not block the next', async () => {
    const lock = join(home, 'dist', '.set-up-lock')
    mkdirSync(lock, { recursive: true })
    writeFileSync(join(lock, 'owner'), '999999999')
    expect((await run('bondmark')).code).toBe(0)
    rmSync(join(home, 'node_modules'), { recursive: true })
    mkdirSync(lock)
    utimesSync(lock, new Date(0), new Date(0))
    expect((await run('bondmark')).code).toBe(0)
  })

  test('an install that fails starts nothing and says so', async () => {
    writeFileSync(
      join(home, 'package.json'),
      JSON.stringify({ name: 'house', version: '1.0.0', dependencies: { missing: '1.0.0' } }),
    )
    const { code, out, err } = await run('bondmark')
    expect(code).toBe(1)
    expect(out).toBe('')
    expect(err).toContain('nothing was started')
  })

  test('an unknown target is told what there is', async () => {
    const { code, err } = await run('strat')
    expect(code).toBe(2)
    expect(err).toContain('start|bondmark|test')
  })
})

describe('running', () => {
  test('an older Node hands over to the packaged one, with arguments, answer and exit code', async () => {
    await run('bondmark')
    packNode()
    const { code, out, err } = await start(['bondmark', 'x', 'y', 'z'], oldNode).done
    expect({ code, err }).toEqual({ code: 3, err: '' })
    expect(JSON.parse(out)).toMatchObject({ argv: ['x', 'y', 'z'], from: home })
  })

  test('an older Node without a packaged one is refused, not crashed', async () => {
    await run('bondmark')
    const { code, err } = await start(['bondmark'], oldNode).done
    expect(code).toBe(1)
    expect(err).toContain('needs Node.js 22.18 or later')
  })

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s reaches the program, which ends in its own way',
    async (signal) => {
      await run('bondmark')
      packNode()
      const { child, done } = start(['bondmark', 'wait'], oldNode)
      expect(await pid()).not.toBe(child.pid)
      child.kill(signal)
      expect((await done).code).toBe(7)
      expect(readFileSync(join(home, 'ended'), 'utf8')).toBe(signal)
    },
  )

  test('a program whose parent was killed ends too', async () => {
    await run('bondmark')
    packNode()
    const { child } = start(['bondmark', 'wait'], oldNode)
    await pid()
    child.kill('SIGKILL')
    await vi.waitFor(() => expect(readFileSync(join(home, 'ended'), 'utf8')).toBe('SIGTERM'), {
      timeout: 60_000,
      interval: 20,
    })
  })
})
