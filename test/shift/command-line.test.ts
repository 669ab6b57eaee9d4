import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOf, bondmark } from './bondmark.ts'
import { shiftOf } from './sample.ts'
import { makeScratch } from './workspace-on-disk.ts'

const home = fileURLToPath(new URL('../..', import.meta.url))
const scratch = makeScratch()
const rulesFile = join(home, 'fixtures', 'rules', 'training.json')
const workspace = join(scratch, 'training')

beforeAll(async () => {
  await bondmark(['init', '--workspace', workspace, '--training'])
})

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const commands = [
  '',
  'station',
  'init',
  'shift',
  'seal',
  'sync',
  'lookup',
  'find',
  'export',
  'archive',
  'evidence',
  'verify',
  'fsck',
  'ledger',
  'ledger serve',
  'plan',
  'plan check',
  'plan diff',
  'plan import',
  'gs1',
  'gs1 parse',
  'gs1 build',
  'epcis',
  'epcis hash',
  'epcis validate',
  'decide',
]

describe('the command line', () => {
  it.each(commands)('helps with “%s” on standard output', async (command) => {
    const { code, stdout, stderr } = await bondmark([...command.split(' ').filter(Boolean), '--help'])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain(`Usage: bondmark ${command}`.trimEnd())
  })

  it.each([
    ['no command', []],
    ['an unknown command', ['explode']],
    ['an unknown command of a group', ['epcis', 'explode']],
    ['an unknown option', ['fsck', '--workspace', workspace, '--explode']],
    ['a missing option', ['shift', '--workspace', workspace]],
    ['a missing argument', ['lookup', '--workspace', workspace]],
    ['one argument too many', ['fsck', 'explode', '--workspace', workspace]],
    ['a wait that is no number', ['seal', '--workspace', workspace, '--wait', 'long']],
    ['a file that is not there', ['epcis', 'hash', join(scratch, 'nothing.json')]],
    ['a folder instead of a file', ['epcis', 'hash', scratch]],
    ['a workspace that is not there', ['fsck', '--workspace', join(scratch, 'nothing')]],
    ['a station’s port that is none', ['station', '--workspace', join(scratch, 'none'), '--port', 'abc']],
    [
      'an empty port',
      ['ledger', 'serve', '--data', join(scratch, 'none'), '--port', '', '--membership', 'm'],
    ],
    ['a file where a workspace is to be made', ['init', '--training', '--workspace', rulesFile]],
    ['a file in a workspace’s path', ['init', '--training', '--workspace', join(rulesFile, 'x')]],
    ['a name that is too long', ['init', '--training', '--workspace', join(scratch, 'n'.repeat(300))]],
    ['a file that never ends', ['verify', '/dev/zero', '--trust', '/dev/zero']],
    ['a port that is none', ['ledger', 'serve', '--data', scratch, '--port', '70000', '--membership', 'm']],
  ] satisfies [string, string[]][])(
    'answers %s with exit code 2 and words on standard error',
    async (_, args) => {
      const { code, stdout, stderr } = await bondmark(args)
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr.trim()).not.toBe('')
      expect(stderr).not.toContain('    at ')
    },
  )

  it('speaks Chinese to who asks for it', async () => {
    const nowhere = join(scratch, 'nothing')
    const { code, stderr } = await bondmark(['fsck', '--workspace', nowhere], {
      env: { LC_ALL: 'zh_CN.UTF-8' },
    })
    expect(code).toBe(2)
    expect(stderr).toMatch(/\p{Script=Han}/u)
    expect(stderr).toContain(nowhere)
  })

  it('reads scans from standard input, a line of JSON each', async () => {
    const input = ']C1010950600011001110LOT7\n\n0195060001100\n'
    const { code, stdout, stderr } = await bondmark(['gs1', 'parse', '--json'], { input })
    const answers = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect([code, stderr]).toEqual([1, ''])
    expect(answers).toMatchObject([
      {
        ok: true,
        elements: [
          { ai: '01', value: '09506000110011' },
          { ai: '10', value: 'LOT7' },
        ],
      },
      { ok: false, error: { ai: '01' } },
    ])
  })

  it('shows people a scan with titles, and what to look at', async () => {
    const { code, stdout, stderr } = await bondmark([
      'gs1',
      'parse',
      ']C1010950600011001110LOT721S1',
      '(10)L1',
    ])
    expect([code, stderr]).toEqual([1, ''])
    expect(stdout.split('\n').slice(0, 4)).toEqual([
      '(01)09506000110011(10)LOT721S1  https://id.gs1.org/01/09506000110011/10/LOT721S1',
      '  gs1-128',
      '  (01) GTIN       09506000110011',
      '  (10) BATCH/LOT  LOT721S1',
    ])
    expect(stdout).toMatch(/ {2}! The value of \(10\) .*\n/)
    expect(stdout).toMatch(/\[req=01,02,03,8006,8026\]\n$/)
  })

  it.each([
    ['link', 'https://brand.example/p/01/09506000110011/10/L%2F7?17=271231'],
    ['element-string', '^01095060001100111727123110L/7'],
    ['bracketed', '(01)09506000110011(10)L/7(17)271231'],
  ])('writes a scan as %s', async (form, expected) => {
    const args = ['gs1', 'build', '(01)09506000110011(10)L/7(17)271231', '--as', form]
    const { code, stdout, stderr } = await bondmark([...args, '--root', 'https://brand.example/p'])
    expect([code, stdout, stderr]).toEqual([0, `${expected}\n`, ''])
  })

  it('writes no link of what has no key', async () => {
    const { code, stdout, stderr } = await bondmark(['gs1', 'build', '(400)ORDER7'])
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain('no key that a Digital Link can begin with')
  })
})

describe('scans on standard input', () => {
  it('that never end a line are one scan that is too long, and the next line is read', async () => {
    const input = `${'x'.repeat(2_000_000)}\n0109506000110011\r\n`
    const { code, stdout, stderr } = await bondmark(['gs1', 'parse', '--json'], { input })
    const [long, next] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect([code, stderr]).toEqual([1, ''])
    expect(long).toMatchObject({ ok: false, error: { code: 'scan-too-long' } })
    expect(stdout.length).toBeLessThan(20_000)
    expect(next).toMatchObject({ ok: true, input: '0109506000110011' })
  })

  it.skipIf(process.platform === 'win32')('are left when nobody reads the answers any more', async () => {
    const script = 'yes 0109506000110011 | ("$@"; echo "ended $?" >&2) | head -n 1'
    const { code, stdout, stderr } = await bondmark(['gs1', 'parse'], {
      command: ['sh', '-c', script, 'sh', process.execPath, 'bootstrap.mjs', 'bondmark'],
    })
    expect([code, stderr]).toEqual([0, 'ended 1\n'])
    expect(stdout).toMatch(/^\(01\)09506000110011 .*\n$/)
  })
})

describe('npm run -s bondmark', () => {
  const npm = ['npm', 'run', '-s', 'bondmark', '--']

  it('answers as the program does, and resolves paths against where the person stands', async () => {
    const args = ['decide', '--rules', '../rules/training.json', '--plan', 'quick.csv']
    const { code, json, stderr } = await answerOf<{ decision: string }[]>(
      [...args, '--at', '2026-11-22T09:00:00.000+08:00'],
      { command: npm, cwd: join(home, 'fixtures', 'plans') },
    )
    expect([code, stderr]).toEqual([0, ''])
    expect(json.map(({ decision }) => decision)).toEqual(['label', 'label', 'whitelisted', 'exempt'])
  })

  it('decides a line again by what was known then, and says what must still happen', async () => {
    const history = join(scratch, 'history.json')
    const plan = join(scratch, 'nutrition.csv')
    const day1 = readFileSync(join(home, 'fixtures', 'plans', 'quick.csv'), 'utf8')
    writeFileSync(plan, day1.replace(',infant-formula,', ',nutrition-drink,'))
    const lot = { gtin: '09506000110011', lot: 'KM1-2610D', manufacturer: 'Gippsland Dairy Works Pty Ltd' }
    const known = {
      id: 'T-1',
      kind: 'ingredient-inspection',
      subject: lot,
      outcome: 'conformant',
      on: '2026-11-20',
    }
    writeFileSync(history, JSON.stringify({ format: 'bondmark/decision-history/1', inspections: [known] }))
    const decided = (...more: string[]) =>
      bondmark(['decide', '--rules', rulesFile, '--plan', plan, '--at', '2026-11-22T09:00:00+08:00', ...more])
    const { code, stdout } = await decided()
    expect([code, stdout.split('\n')[0]]).toEqual([
      0,
      'ASN-2026-1122-11\t1\tKM1-2610D\thold\tingredients-due',
    ])
    expect(stdout).toContain('Needed: an inspection of the ingredients of lot KM1-2610D of 09506000110011')
    const again = await decided('--history', history)
    expect(again.stdout.split('\n')[0]).toMatch(/\tlabel\tlabel-each-unit$/)
    expect(again.stdout).not.toContain('Needed')
  })

  it('replays a shift to its end, exit code and all', async () => {
    const { code, json, stderr } = await answerOf<object>(shiftOf(workspace, 'quick'), { command: npm })
    expect([code, stderr]).toEqual([0, ''])
    expect(json).toMatchObject({ ok: true, labels: { verified: 10 } })
    const wrong = await bondmark(['explode'], { command: npm })
    expect(wrong.code).toBe(2)
  })
})

describe('an answer in JSON', () => {
  const unit = async () => {
    const { json } = await answerOf<{ units: string[] }>(shiftOf(workspace, 'quick'))
    return json.units[0] ?? ''
  }

  it('is one line on standard output, with its format, and words go nowhere', async () => {
    const trust = join(scratch, 'trust.json')
    const file = join(scratch, 'unit.evidence')
    const text = await unit()
    const answers = [
      await answerOf<{ format: string }>(['init', '--workspace', join(scratch, 'another'), '--training']),
      await answerOf<{ format: string }>(shiftOf(workspace, 'quick')),
      await answerOf<{ format: string }>(['sync', '--workspace', workspace]),
      await answerOf<{ format: string }>(['lookup', text, '--workspace', workspace]),
      await answerOf<{ format: string }>([
        ...['evidence', text, '--workspace', workspace, '--out', file, '--trust-out', trust],
      ]),
      await answerOf<{ format: string }>(['verify', file, '--trust', trust]),
      await answerOf<{ format: string }>(['fsck', '--workspace', workspace]),
    ]
    expect(answers.map(({ code, stderr }) => [code, stderr])).toEqual(answers.map(() => [0, '']))
    for (const { json } of answers) expect(json.format).toMatch(/^bondmark\/[a-z-]+\/1$/)
  })

  it('is the same whatever the language, and paths may be relative', async () => {
    const copy = join(scratch, 'copy')
    cpSync(workspace, copy, { recursive: true })
    const args = ['fsck', '--workspace', relative(scratch, copy)]
    const english = await answerOf<object>(args, { cwd: home, env: { INIT_CWD: scratch } })
    const chinese = await answerOf<object>(args, {
      cwd: home,
      env: { INIT_CWD: scratch, LC_ALL: 'zh_CN.UTF-8' },
    })
    expect(chinese.json).toEqual(english.json)
    expect(readFileSync(join(copy, 'workspace.json'), 'utf8')).toContain('LBL07')
  })
})
