import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { answerOf, bondmark } from './bondmark.ts'
import { type ShiftAnswer, sample, shiftOf } from './sample.ts'
import { look, makeScratch, statementsOf } from './workspace-on-disk.ts'

const scratch = makeScratch()
const fresh = join(scratch, 'fresh')
const workspace = join(scratch, 'training')
const file = (name: string) => join(scratch, name)
const quick = sample('quick')
const planText = readFileSync(quick.plan, 'utf8')
const scriptText = readFileSync(quick.scans, 'utf8')

let written = 0

/** A shift on files of our own, written for this once. */
function shift(files: { plan?: string | Uint8Array; scans?: string | Uint8Array }, ...more: string[]) {
  const folder = file(`files-${++written}`)
  mkdirSync(folder)
  const [plan, scans] = [join(folder, 'plan.csv'), join(folder, 'scans.ndjson')]
  writeFileSync(plan, files.plan ?? planText)
  writeFileSync(scans, files.scans ?? scriptText)
  return bondmark(['shift', '--workspace', workspace, '--plan', plan, '--scans', scans, '--json', ...more])
}

const counts = () =>
  look(
    workspace,
    'SELECT (SELECT count(*) FROM statement) AS statements, (SELECT count(*) FROM plan) AS plans, (SELECT count(*) FROM scan) AS scans',
  )[0]

const renew = () => {
  rmSync(workspace, { recursive: true, force: true })
  cpSync(fresh, workspace, { recursive: true })
}

beforeAll(async () => {
  await bondmark(['init', '--workspace', fresh, '--training'])
  renew()
})

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const nothing = { statements: 0, plans: 0, scans: 0 }

// Refusals change nothing, so they share one workspace.
describe('a malformed plan', () => {
  const replaced = (row: number, from: string, to: string) =>
    planText
      .split('\n')
      .map((line, n) => (n + 1 === row ? line.replace(from, to) : line))
      .join('\n')

  it.each([
    ['a GTIN with a wrong check digit', replaced(2, '9506000110011', '9506000110012'), 2, 'gtin'],
    ['a date that is none', replaced(3, '2027-', '2027-13-'), 3, 'expiry'],
    ['a quantity that is no number', replaced(2, ',6,6,', ',six,6,'), 2, 'quantity'],
    ['a country that is none', replaced(4, ',GB,', ',XX,'), 4, 'origin'],
    ['an HS code too short', replaced(5, '4901990000', '4901'), 5, 'hs_code'],
  ])(
    'with %s names file, row, column and reason, and nothing of it is taken',
    async (_, plan, row, column) => {
      const { code, stdout, stderr } = await shift({ plan })
      expect(code).toBe(2)
      expect(stderr).toContain('plan.csv')
      expect(stderr).toMatch(new RegExp(`row ${row}\\b`))
      expect(stderr).toContain(column)
      const { ok, problems } = JSON.parse(stdout)
      expect([ok, problems]).toMatchObject([false, [{ row, column }]])
      expect(counts()).toEqual(nothing)
    },
  )

  it('names every problem, not the first alone', async () => {
    const plan = replaced(2, ',6,6,', ',six,6,').replace('4901990000', '4901')
    const { code, stdout } = await shift({ plan })
    expect(code).toBe(2)
    expect(JSON.parse(stdout).problems).toMatchObject([
      { row: 2, column: 'quantity' },
      { row: 5, column: 'hs_code' },
    ])
  })

  it.each([
    ['is empty', ''],
    ['has no header', planText.split('\n').slice(1).join('\n')],
    ['is a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['stops within quotes', planText.replace('"Koala', '""Koala').slice(0, 700)],
  ])('that %s is refused whole', async (_, plan) => {
    const { code, stdout, stderr } = await shift({ plan })
    expect([code, JSON.parse(stdout).ok]).toEqual([2, false])
    expect(stderr).toContain('plan.csv')
    expect(counts()).toEqual(nothing)
  })
})

describe('a malformed shift script', () => {
  it.each([
    ['no JSON', '{"t":'],
    ['an unknown key', '{"t":"2026-11-22T09:00:20.000+08:00","key":"explode"}'],
    ['no time', '{"device":"hid-1","bytes":"XUUwOTUwNjAwMDMx"}'],
    ['bytes that are no base64url', '{"t":"2026-11-22T09:00:20.000+08:00","device":"hid-1","bytes":"=="}'],
    ['a time before the line above it', '{"t":"2026-11-22T08:00:00.000+08:00","key":"ack"}'],
  ])('with %s in a line is refused whole, naming file and line', async (_, bad) => {
    const lines = scriptText.split('\n')
    const scans = [...lines.slice(0, 8), bad, ...lines.slice(8)].join('\n')
    const { code, stdout, stderr } = await shift({ scans })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/scans\.ndjson.*line 9\b/)
    expect(counts()).toEqual(nothing)
  })
})

describe('a shift script', () => {
  beforeEach(renew)

  it('may hold any bytes of a scanner: garbage is shown, logged and refused, and later scans go on', async () => {
    const lines = scriptText.trimEnd().split('\n')
    // Between two units: 30 s into the shift's second case there is a pause.
    const at = lines.findIndex((line) => line.includes('close-case'))
    const garbage = [
      Buffer.from('\0\x01\x02\xff\xfe\r', 'latin1'),
      Buffer.alloc(9000, 'x'),
      Buffer.from('\r\r\r\r'),
      Buffer.from(']E0not digits\r'),
      Buffer.from('\x1d\x1d\x1d\r'),
      Buffer.from(']C1(01)09506000110011\r'),
      Buffer.from('\u{1f9c0}\r'),
    ]
    const lineOf = (bytes: Buffer, n: number) =>
      JSON.stringify({
        t: `2026-11-22T09:00:2${n + 2}.000+08:00`,
        device: 'hid-1',
        bytes: bytes.toString('base64url'),
      })
    const scans = [...lines.slice(0, at), ...garbage.map(lineOf), ...lines.slice(at)]
    const moved = scans.map((line, n) =>
      n < at + garbage.length ? line : line.replace(/T09:0(\d)/, (_, minute) => `T09:1${minute}`),
    )
    const { code, stdout, stderr } = await shift({ scans: moved.join('\n') })
    expect([code, stderr]).toEqual([0, ''])
    const answer = JSON.parse(stdout) as ShiftAnswer
    expect([answer.ok, answer.labels, answer.lines]).toEqual([
      true,
      { verified: 10, voided: 0, uncertain: 0 },
      quick.expected.lines,
    ])
    const refusals = look<{ code: string }>(
      workspace,
      "SELECT DISTINCT sentence ->> 'code' AS code FROM scan WHERE device = 'hid-1' AND kind = 'note'",
    )
    expect(refusals.map((refusal) => refusal.code)).toEqual(
      expect.arrayContaining(['scan-control-byte', 'scan-too-long']),
    )
  })
})

describe('a workspace', () => {
  beforeEach(renew)

  it('that is not there is told with the command that makes one', async () => {
    const nowhere = file('nowhere')
    const { code, stdout, stderr } = await bondmark([...shiftOf(nowhere, 'quick'), '--json'])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(`bondmark init --workspace ${nowhere}`)
    expect(existsSync(nowhere)).toBe(false)
  })

  it('is not made over another', async () => {
    const before = readFileSync(join(workspace, 'workspace.json'))
    const { code, stderr } = await bondmark(['init', '--workspace', workspace, '--training'])
    expect(code).toBe(2)
    expect(stderr).toContain('already')
    expect(readFileSync(join(workspace, 'workspace.json'))).toEqual(before)
  })

  it('whose operator may not sign in takes no goods, and says which keys were refused', async () => {
    const { stdout, stderr } = await shift({ scans: scriptText.replace('OP-0007', 'OP-9999') })
    const { refused, labels, lines } = JSON.parse(stdout)
    expect(refused).toContainEqual({ line: 1, code: 'sign-in-refused', detail: {} })
    expect(stderr).toContain('sign-in-refused')
    expect(labels).toEqual({ verified: 0, voided: 0, uncertain: 0 })
    expect(lines.map(({ received }: { received: number }) => received)).toEqual([0, 0, 0, 0])
  })
})

describe('another content under the number of a plan that goods came in for', () => {
  beforeEach(renew)

  it('takes nothing back that was stated', async () => {
    const first = await answerOf<ShiftAnswer>(shiftOf(workspace, 'quick'))
    expect(first.code).toBe(0)
    const before = statementsOf(workspace)
    await shift({ plan: planText.replace(',6,6,', ',7,6,') })
    expect(statementsOf(workspace).slice(0, before.length)).toEqual(before)
    const { code, json } = await answerOf<object>(['fsck', '--workspace', workspace])
    expect([code, json]).toMatchObject([0, { problems: [] }])
  })
})
