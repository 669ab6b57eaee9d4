import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { labelEntry, labelHistoryAnswer, stopsAnswer } from '../../core/contract/label-history.ts'
import { labelTemplatesAnswer } from '../../core/contract/label-templates.ts'
import { serialsAnswer, serialsImportAnswer } from '../../core/contract/serials-answer.ts'
import { stockAnswer } from '../../core/contract/stock.ts'
import { labelContent } from '../../core/label/template/content.ts'
import { main } from '../cli.ts'
import { BenchStation } from '../station/bench-station.stub.ts'
import { sampleContent } from '../templates/sample-content.ts'
import { samplePoolFor } from '../training/sample-rights.ts'
import { workspaceFiles } from '../workspace/workspace.ts'

const PIN = 'A1B2C-D3E4F'
const scratch = mkdtempSync(join(tmpdir(), 'bondmark-commands-'))
let bench: BenchStation

beforeAll(async () => {
  // Each run of the program listens for its reader's going away.
  process.stdout.setMaxListeners(0)
  process.stderr.setMaxListeners(0)
  bench = await BenchStation.open('quick.csv')
  await bench.scan(']d20109506000110011' + '1728041110KM1-2610D')
  await bench.station.printed()
  await bench.press('void', { reason: 'torn' })
  await bench.station.printed()
  await bench.scan(']Q1https://id.gs1.org/01/09506000110011/21/ZZZ000000000001')
  await bench.press('ack')
})
afterAll(async () => {
  await bench.close()
  rmSync(scratch, { recursive: true, force: true })
})
afterEach(() => vi.restoreAllMocks())

/** Runs a command in this process, as the program would. */
async function run(...args: string[]) {
  const said = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
  for (const name of ['stdout', 'stderr'] as const)
    vi.spyOn(process[name], 'write').mockImplementation((bytes) => said[name].push(Buffer.from(bytes)) > 0)
  vi.stubEnv('LC_ALL', 'C')
  try {
    const code = await main(args)
    return { code, out: Buffer.concat(said.stdout), err: Buffer.concat(said.stderr).toString() }
  } finally {
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
  }
}
const file = (name: string, content: string | Uint8Array) => {
  writeFileSync(join(scratch, name), content)
  return join(scratch, name)
}
const isPng = (bytes: Uint8Array) => Buffer.from(bytes.subarray(1, 4)).toString() === 'PNG'
const json = (out: Buffer): unknown => JSON.parse(out.toString())

/** What a unit's label says, with a scratch code and a seal. */
function unitFile(name: string, change: Readonly<Record<string, unknown>> = {}): string {
  const content = sampleContent('unit', bench.station.ctx.profile)
  const link = 'https://verify.bondmark.example/01/09506000134352/21/AAABBBCCCDDDEEE?s=abcdef'
  const changed = { ...content, link, pin: PIN, ...change }
  if (Object.keys(change).length === 0) expect(labelContent.safeParse(changed).error).toBeUndefined()
  return file(name, JSON.stringify(changed))
}

describe('bondmark label render', () => {
  it('writes a picture of a sample, and says where', async () => {
    const out = join(scratch, 'sample.png')
    const { code, out: stdout, err } = await run('label', 'render', 'unit-60x40', '--sample', '--out', out)
    expect([code, stdout.length]).toEqual([0, 0])
    expect(err).toContain(out)
    expect(isPng(readFileSync(out))).toBe(true)
  })

  it('writes a printer’s job to a program, with the scratch code that it was given, and says that it is on it', async () => {
    const content = unitFile('unit.json')
    const { code, out, err } = await run(
      'label',
      'render',
      'unit-60x40',
      '--content',
      content,
      '--format',
      'zpl',
    )
    expect(code).toBe(0)
    expect(out.toString('latin1')).toContain(`^FD${PIN}^FS`)
    expect(err).toMatch(/scratch/i)
    expect(err).not.toContain(PIN)
  })

  it('writes no bytes to a terminal: they would be its commands', async () => {
    const { isTTY } = process.stdout
    process.stdout.isTTY = true
    try {
      for (const format of ['zpl', 'tspl', 'png']) {
        const { code, out, err } = await run('label', 'render', 'unit-60x40', '--sample', '--format', format)
        expect([format, code, out.length]).toEqual([format, 2, 0])
        expect(err).toContain('--out')
      }
      const page = await run('label', 'render', 'unit-60x40', '--sample', '--format', 'page')
      expect(json(page.out)).toMatchObject({ format: 'bondmark/label-page/1' })
    } finally {
      process.stdout.isTTY = isTTY
    }
  })

  it('refuses a content that is none, in one sentence, with where it is wrong, and draws nothing', async () => {
    const bad: readonly (readonly [string, string, RegExp])[] = [
      ['no JSON', file('no.json', '{"kind":'), /JSON/],
      ['no UTF-8', file('bytes.json', Buffer.from([0x7b, 0xff, 0x7d])), /JSON/],
      ['a list', file('list.json', '[]'), /list\.json/],
      ['another kind', unitFile('kind.json', { kind: 'crate' }), /kind/],
      ['a field too many', unitFile('more.json', { owner: 'me' }), /more\.json/],
      ['a wrong check digit', unitFile('digit.json', { gtin: '09506000134351' }), /gtin/],
      ['a command in a serial', unitFile('zpl.json', { serial: 'A^XZ ~JA' }), /serial/],
      ['a command in a code', unitFile('pin.json', { pin: '^XA^XZ~JA0' }), /pin/],
      ['a day that is none', unitFile('day.json', { expiry: '2027-02-30' }), /expiry/],
      ['a name without end', unitFile('name.json', { nameEn: 'x'.repeat(301) }), /nameEn/],
      ['a file without end', file('large.json', Buffer.alloc(300_000, 0x20)), /large\.json/],
      ['a nest without end', file('deep.json', '['.repeat(200_000)), /deep\.json/],
      ['nothing there', join(scratch, 'nobody.json'), /nobody\.json/],
      ['a folder', scratch, /./],
    ]
    for (const [what, content, where] of bad) {
      const { code, out, err } = await run('label', 'render', 'unit-60x40', '--content', content)
      expect([what, code > 0, out.length]).toEqual([what, true, 0])
      expect(err, what).toMatch(where)
      expect(err, what).toMatch(/^[^\n]{10,600}\n$/)
    }
    const other = await run('label', 'render', 'case-100x150', '--content', unitFile('unit.json'))
    expect([other.code, other.out.length]).toEqual([2, 0])
    // What letters do on a label they do as letters: nothing that a printer would obey is in the job.
    const odd = unitFile('odd.json', { nameEn: '^XZ~JA^XA Milk', lot: 'L^XZ' })
    const { out } = await run('label', 'render', 'unit-60x40', '--content', odd, '--format', 'zpl')
    expect(out.toString('latin1').match(/\^XZ/g)?.length ?? 0).toBeLessThanOrEqual(1)
    expect(out.toString('latin1')).not.toContain('~JA')
  })

  it('refuses a template that nobody knows, and files that are none', async () => {
    const named = await run('label', 'render', 'unit-61x41', '--sample')
    expect([named.code, named.out.length]).toEqual([2, 0])
    expect(named.err).toContain('unit-61x41')
    for (const content of ['', '{}', '[[[['.repeat(10_000), `{"format":"bondmark/label-template/1"}`]) {
      const { code, out, err } = await run('label', 'render', file('template.json', content), '--sample')
      expect([code > 0, out.length]).toEqual([true, 0])
      expect(err).toMatch(/^[^\n]{10,600}\n$/)
    }
  })

  it('writes for no model that contradicts what was asked for', async () => {
    const ask = (...more: string[]) => run('label', 'render', 'unit-60x40', '--sample', ...more)
    expect(await ask('--model', 'zpl-203', '--format', 'tspl')).toMatchObject({ out: Buffer.alloc(0) })
    expect((await ask('--model', 'zpl-203', '--dpi', '300')).code).toBeGreaterThan(0)
    expect((await ask('--dpi', '72')).code).toBe(2)
    expect((await ask('--language', 'de')).code).toBe(2)
  })
})

describe('bondmark label preview', () => {
  it('draws no scratch code and no seal, whatever the content holds', async () => {
    const ofContent = async (name: string, change: object) =>
      (await run('label', 'preview', 'unit-60x40', '--content', unitFile(name, { ...change }))).out
    const shown = await ofContent('a.json', {})
    expect(isPng(shown)).toBe(true)
    expect((await ofContent('b.json', { pin: 'ZZZZZ-ZZZZZ' })).equals(shown)).toBe(true)
    expect((await ofContent('c.json', { pin: null })).equals(shown)).toBe(true)
    const link = 'https://verify.bondmark.example/01/09506000134352/21/AAABBBCCCDDDEEE?s=ghijkl'
    expect((await ofContent('d.json', { link })).equals(shown)).toBe(true)
    const drawn = await run('label', 'render', 'unit-60x40', '--content', unitFile('a.json'))
    expect(drawn.out.equals(shown)).toBe(false)
  })
})

describe('beside a running station', () => {
  const at = () => ['--workspace', bench.folder]

  it('bondmark label templates lists what is in force, and without a workspace what ships', async () => {
    const { templates } = labelTemplatesAnswer.parse(
      json((await run('label', 'templates', ...at(), '--json')).out),
    )
    expect(templates.filter(({ standing }) => standing === 'in-force').length).toBeGreaterThanOrEqual(3)
    const shipped = labelTemplatesAnswer.parse(json((await run('label', 'templates', '--json')).out))
    expect(shipped.templates.every(({ standing }) => standing === null)).toBe(true)
    expect((await run('label', 'templates')).out.toString()).toContain('unit-60x40/1')
  })

  it('bondmark label history finds labels, one of them whole with its picture, and the STOPs', async () => {
    const ask = (...more: string[]) => run('label', 'history', ...more, ...at())
    const { items } = labelHistoryAnswer.parse(json((await ask('--kind', 'unit', '--json')).out))
    expect(items).toMatchObject([{ state: 'printed' }, { state: 'voided', reason: 'torn' }])
    const serial = items[1]?.serial ?? ''
    expect((await ask(serial)).out.toString()).toContain(`replaced by ${items[0]?.serial}`)
    expect(labelEntry.parse(json((await ask(serial, '--json')).out))).toMatchObject({ serial })
    const png = join(scratch, 'label.png')
    expect((await ask(serial, '--picture', png)).code).toBe(0)
    expect(isPng(readFileSync(png))).toBe(true)
    expect((await ask('--picture', png)).code).toBe(2)
    expect(stopsAnswer.parse(json((await ask('--stops', '--json')).out)).items).toHaveLength(1)
    expect(await ask('--serial', 'QQQQQQQQ')).toMatchObject({ code: 1, out: Buffer.alloc(0) })
    for (const wrong of [
      ['--limit', '0'],
      ['--limit', '201'],
      ['--after', 'x'],
      ['--from', 'soon'],
      ['--state', 'lost'],
    ])
      expect([wrong, (await ask(...wrong)).code]).toEqual([wrong, 2])
    expect((await run('label', 'history', '--workspace', scratch)).code).toBe(2)
  })

  it('bondmark stock is done while none is kept, and leaves something as long as nobody has counted', async () => {
    const ask = () => run('stock', ...at(), '--json')
    expect(await ask()).toMatchObject({ code: 0 })
    await bench.press('issue-stock', { roll: 'P-1', kind: 'overlay', count: 10 })
    const { code, out } = await ask()
    expect(code).toBe(1)
    expect(stockAnswer.parse(json(out))).toMatchObject({ isKept: true, rolls: [{ roll: 'P-1' }] })
    expect((await run('stock', ...at())).out.toString()).toContain('P-1')
  })
})

describe('bondmark serials', () => {
  it('takes a pool whole with its list in NDJSON, and nothing of it where the list is damaged', async () => {
    const { store, profile, rights } = bench.station.ctx
    const files = workspaceFiles(bench.folder)
    const wish = { gtins: [], from: '2026-01-01T00:00:00.000Z', until: null, count: 3 }
    const { authority, serials } = await samplePoolFor({ store, profile, rights, files }, wish)
    const [one = '', two = '', three = ''] = serials
    await bench.workspace.close()
    const at = ['--workspace', bench.folder]
    const right = file('right.json', authority)
    const list = (...lines: readonly unknown[]) =>
      file(
        'list.ndjson',
        [{ format: 'bondmark/serial-list/1' }, ...lines].map((line) => JSON.stringify(line)).join('\n'),
      )
    const take = (...lines: readonly unknown[]) =>
      run('serials', 'import', right, list(...lines), ...at, '--json')
    const foreign = `B7Q${one.slice(3)}`
    const other = `${three.slice(0, -1)}${three.endsWith('0') ? '1' : '0'}`
    const damaged: readonly (readonly [RegExp, readonly unknown[]])[] = [
      [/2/, [one, two]],
      [/4/, [one, two, three, other]],
      [/./, [one, two, other]],
      [/./, [two, one, three]],
      [new RegExp(one), [one, two, one]],
      [new RegExp(foreign), [one, two, foreign]],
      [/3/, [one, 17, three]],
    ]
    for (const [words, lines] of damaged) {
      const { code, out, err } = await take(...lines)
      expect([lines, code, out.length]).toEqual([lines, 1, 0])
      expect(err).toMatch(words)
      expect(err).toMatch(/^[^\n]{10,600}\n$/)
    }
    expect((await run('serials', 'import', right, ...at)).code).toBe(1)
    expect((await run('serials', 'import', list(one), ...at)).code).toBe(1)
    const before = serialsAnswer.parse(json((await run('serials', 'list', ...at, '--json')).out))
    expect(before.rights.map(({ kind }) => kind)).toEqual(['delegation'])

    const taken = await take(one, { serial: two }, three)
    expect(serialsImportAnswer.parse(json(taken.out))).toMatchObject({ outcome: 'pool', serials: 3 })
    const { rights: held } = serialsAnswer.parse(json((await run('serials', 'list', ...at, '--json')).out))
    expect(held).toMatchObject([
      { kind: 'pool', left: 3, states: { provisioned: 3 } },
      { kind: 'delegation' },
    ])
    const shown = await run('serials', 'show', held[0]?.id.slice(0, 8) ?? '', ...at)
    expect(shown.out.toString()).toContain('provisioned\t3')
    expect((await run('serials', 'show', 'ffffffff', ...at)).code).toBe(2)
    await bench.reopen()
  })
})
