import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { samplingDrawAnswer, samplingOcAnswer, samplingPlan } from '../../core/contract/sampling-answers.ts'
import { main } from '../cli.ts'

const scratch = mkdtempSync(join(tmpdir(), 'bondmark-sampling-'))
beforeAll(() => {
  // Each run of the program listens for its reader's going away.
  process.stdout.setMaxListeners(0)
  process.stderr.setMaxListeners(0)
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))
afterEach(() => vi.restoreAllMocks())

/** Runs `bondmark sampling` in this process, as the program would. */
async function run(args: string, language = 'C') {
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      said[name] += String(text)
      return true
    })
  vi.stubEnv('LC_ALL', language)
  try {
    return { code: await main(['sampling', ...args.split(' ')]), ...said }
  } finally {
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
  }
}

const seed = '00'.repeat(32)

describe('bondmark sampling', () => {
  it('answers a plan as four fields and nothing else', async () => {
    const { code, stdout } = await run('plan --lot-size 1000 --level II --aql 0.65 --severity normal --json')
    expect(stdout).toBe('{"letter":"J","n":80,"ac":1,"re":2}\n')
    expect(samplingPlan.parse(JSON.parse(stdout))).toBeTruthy()
    expect(code).toBe(0)
  })

  it('keeps the sample size of the table in JSON, and says in words that all are inspected', async () => {
    const asked = 'plan --lot-size 10 --aql .01'
    expect((await run(`${asked} --json`)).stdout).toBe('{"letter":"Q","n":1250,"ac":0,"re":1}\n')
    expect((await run(asked)).stdout).toContain('inspect all 10 (100 % inspection)')
    expect((await run(asked, 'zh_CN.UTF-8')).stdout).toContain('全部 10 件进行 100% 检验')
  })

  it('speaks of nonconformities per 100 units above an AQL of 10, in either language', async () => {
    const asked = 'plan --lot-size 1000 --aql 15 --severity tightened'
    expect((await run(asked)).stdout).toContain('nonconformities per 100 units')
    expect((await run(asked, 'zh_CN.UTF-8')).stdout).toContain('每百单位产品不合格数')
  })

  it.each([
    ['plan --lot-size 1 --aql 0.65', 'A lot of one unit is not sampled'],
    ['plan --lot-size many --aql 0.65', 'no lot size'],
    ['plan --lot-size 100 --aql 0.7', '0.40, 0.65, 1.0'],
    ['plan --lot-size 100 --aql 1 --level 2', 'S-1, S-2, S-3, S-4, I, II, III'],
    ['plan --lot-size 100 --aql 1 --severity strict', 'normal, tightened, reduced'],
    ['plan --lot-size 100 --aql 15 --measure percent-nonconforming', 'per cent nonconforming ends at 10'],
    ['plan --lot-size 100 --aql 1 --isolated', 'ISO 2859-2'],
    [`draw --seed 00 --n 5 --units 100`, '32 bytes'],
    [`draw --seed ${seed} --n 0 --units 100`, 'nothing to draw'],
    [`draw --seed ${seed} --n 5`, 'nothing to draw'],
  ])('refuses `%s` with a sentence that says what would be taken', async (asked, words) => {
    const { code, stdout, stderr } = await run(asked)
    expect(stderr).toContain(words)
    expect(stdout).toBe('')
    expect(code).toBe(2)
  })

  it('answers an operating characteristic, and draws it', async () => {
    const asked = 'oc --lot-size 1000 --aql 0.65'
    const { points, acceptedAtAql } = samplingOcAnswer.parse(
      JSON.parse((await run(`${asked} --json`)).stdout),
    )
    expect(points.find(({ accepted }) => accepted === 10)?.quality).toBe(4.775)
    expect(acceptedAtAql).toBe(90.42)
    expect((await run(asked)).stdout).toContain("producer's risk is 9.58 %")
  })

  it('draws the units of a lot in cases, the same for the same seed', async () => {
    const file = join(scratch, 'lot.json')
    const cases = Array.from({ length: 10 }, (_, i) => ({ pallet: `P${i % 2}`, case: `C${i}`, units: 24 }))
    writeFileSync(file, JSON.stringify({ format: 'bondmark/sampling-lot/1', cases }))
    const { stdout } = await run(`draw --seed ${seed} --n 20 --lot ${file} --json`)
    const made = samplingDrawAnswer.parse(JSON.parse(stdout))
    expect(made).toMatchObject({ n: 20, lotSize: 240 })
    expect(made.cases.map(({ units }) => units.length)).toEqual(Array.from({ length: 10 }, () => 2))
    expect((await run(`draw --seed ${seed} --n 20 --lot ${file} --json`)).stdout).toBe(stdout)
  })

  it('says where a lot is malformed', async () => {
    const file = join(scratch, 'bad.json')
    writeFileSync(file, '{"format":"bondmark/sampling-lot/1","cases":[{"pallet":"","case":"","units":0}]}')
    expect((await run(`draw --seed ${seed} --n 1 --lot ${file}`)).stderr).toContain('/cases/0/units')
    writeFileSync(file, '{')
    expect((await run(`draw --seed ${seed} --n 1 --lot ${file}`)).code).toBe(2)
  })
})
