import { readFileSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readPrintedLabel } from '../../core/label/printed-label.ts'
import { checkWorkspace } from '../fsck/check-workspace.ts'
import { BenchStation } from '../station/bench-station.stub.ts'
import { labelPicture } from '../station/label-picture.ts'
import { repositoryFile } from '../workspace/repository-file.ts'
import { workspaceFiles } from '../workspace/workspace.ts'
import type { TemplateDesk } from './template-desk.ts'

const supervisor = { badge: 'SUP-0001', passcode: '135790' }
const goods = ']d20109506000110011' + '1728021410KM1-2608A'

type Element = Record<string, unknown> & { id: string }

/** The shipped unit label as another version, changed. */
function document(version: number, change: (element: Element) => Element): Uint8Array {
  const file = repositoryFile('core', 'label', 'template', 'shipped', 'unit-60x40-1.json')
  const shipped = JSON.parse(readFileSync(file, 'utf8')) as { elements: Element[] }
  return Buffer.from(JSON.stringify({ ...shipped, version, elements: shipped.elements.map(change) }))
}
const captioned = (text: string) => (element: Element) =>
  element.id === 'gtin-caption' ? { ...element, text } : element

let bench: BenchStation
let desk: TemplateDesk
beforeAll(async () => {
  bench = await BenchStation.open()
  desk = bench.workspace.templates
})
afterAll(() => bench.close())

const standingOf = (template: string) =>
  desk.list().templates.find((view) => view.template === template)?.standing
const hashOf = (template: string) =>
  desk.list().templates.find((view) => view.template === template)?.hash ?? ''
const newest = () => {
  const job = bench.store.labels.newest(1)[0]
  if (!job) throw new Error('no label was printed')
  return job
}

describe('a label template', () => {
  it('that has no room for the widest serial is refused by its name, and shown with a frame in its place', () => {
    const taken = desk.take(
      document(3, (element) => (element.id === 'serial' ? { ...element, width: 6 } : element)),
    )
    expect(taken).toMatchObject({
      ok: false,
      failure: { code: 'label-does-not-fit', detail: { element: 'serial' } },
    })
    expect(taken.ok || taken.png).toMatch(/^iVBOR/)
    expect(standingOf('unit-60x40/3')).toBeUndefined()
  })

  it('that is no document, or for stock that nobody can load, is refused before anything is drawn', () => {
    expect(desk.take(Buffer.from('{"format":'))).toMatchObject({ ok: false, png: null })
    const wide = JSON.parse(Buffer.from(document(3, (element) => element)).toString()) as object
    const taken = desk.take(Buffer.from(JSON.stringify({ ...wide, size: { width: 61, height: 40 } })))
    expect(taken).toMatchObject({ ok: false, failure: { code: 'template-stock-unknown' } })
  })

  it('waits until a supervisor approves it: an operator may not, and nothing is printed by it meanwhile', async () => {
    expect(desk.take(document(3, captioned('G')))).toMatchObject({ ok: true, template: 'unit-60x40/3' })
    expect(standingOf('unit-60x40/3')).toBe('waiting')
    const operator = { hash: hashOf('unit-60x40/3'), badge: 'OP-0007', passcode: '2468' }
    await expect(desk.approve(operator)).rejects.toMatchObject({ code: 'template-needs-supervisor' })
    await expect(desk.choose({ template: 'unit-60x40/3', ...supervisor })).rejects.toMatchObject({
      code: 'template-not-approved',
    })
    await bench.scan(goods)
    await bench.station.printed()
    expect(newest()).toMatchObject({ template: 'unit-60x40/1', templateHash: hashOf('unit-60x40/1') })
  })

  it('that is approved draws the next label; the label before keeps its own picture', async () => {
    const before = newest()
    const picture = await labelPicture(bench.station.ctx, before.job)
    await desk.approve({ hash: hashOf('unit-60x40/3'), ...supervisor })
    expect(standingOf('unit-60x40/3')).toBe('in-force')
    await bench.scan(goods)
    await bench.station.printed()
    expect(newest()).toMatchObject({ template: 'unit-60x40/3', templateHash: hashOf('unit-60x40/3') })
    expect(await labelPicture(bench.station.ctx, before.job)).toEqual(picture)
    expect(await labelPicture(bench.station.ctx, newest().job)).not.toEqual(picture)
  })

  it('is recorded with what the label says: the plan’s words, no scratch code, no seal', () => {
    const { content, serial } = newest()
    expect(readPrintedLabel(content ?? '')).toMatchObject({
      language: 'zh-CN',
      content: {
        kind: 'unit',
        serial,
        lot: 'KM1-2608A',
        pin: null,
        link: expect.stringMatching(`${serial}$`),
      },
    })
  })

  it('is locked by its approval: its name and version are refused for other bytes, and the store changes none', () => {
    expect(desk.take(document(3, captioned('X')))).toMatchObject({
      ok: false,
      failure: { code: 'template-locked' },
    })
    expect(desk.take(document(1, captioned('X')))).toMatchObject({
      ok: false,
      failure: { code: 'template-locked' },
    })
    const db = new Sqlite(workspaceFiles(bench.folder).database)
    for (const change of [
      "UPDATE label_template SET json = '{}'",
      'DELETE FROM label_template',
      'UPDATE template_statement SET badge = badge',
      'DELETE FROM template_statement',
      'DELETE FROM label_choice',
      "UPDATE label_job SET content = '{}'",
      "UPDATE label_job SET template = 'unit-60x40/9'",
    ])
      expect(() => db.exec(change), change).toThrow(/never|only added|written once/)
    db.close()
  })

  it('in force is not retired; one that is retired is never printed by again', async () => {
    const reason = 'its caption is unclear'
    await expect(desk.retire({ template: 'unit-60x40/3', reason, ...supervisor })).rejects.toMatchObject({
      code: 'template-in-force',
    })
    await desk.retire({ template: 'unit-60x40/1', reason, ...supervisor })
    expect(desk.list().templates.find(({ template }) => template === 'unit-60x40/1')).toMatchObject({
      standing: 'retired',
      retired: { by: 'Lin Yue', reason },
    })
    await expect(desk.choose({ template: 'unit-60x40/1', ...supervisor })).rejects.toMatchObject({
      code: 'template-retired',
    })
    await expect(desk.approve({ hash: hashOf('unit-60x40/1'), ...supervisor })).rejects.toMatchObject({
      code: 'template-approved-before',
    })
  })

  it('prints in the language that a supervisor chose, from the next label on', async () => {
    await desk.choose({ template: 'unit-60x40/2', ...supervisor })
    await desk.setLanguage({ language: 'ko', ...supervisor })
    await bench.scan(goods)
    await bench.station.printed()
    expect(newest()).toMatchObject({ template: 'unit-60x40/2' })
    expect(readPrintedLabel(newest().content ?? '')?.language).toBe('ko')
    const views = desk.list().templates.filter(({ standing }) => standing === 'in-force')
    expect(views.filter(({ fixedWords }) => fixedWords).map(({ template }) => template)).toEqual([
      'case-100x150/1',
    ])
  })
})

it('fsck finds the approvals, the choices and the template of every label as they should be', async () => {
  expect((await checkWorkspace(bench.folder)).problems).toEqual([])
})
