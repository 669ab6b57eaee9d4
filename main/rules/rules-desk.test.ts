import { readFileSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ruleSetHash } from '../../core/decision/rule-set.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import { readStatement } from '../../core/statement/statement.ts'
import { checkRuleSets } from '../fsck/check-rule-sets.ts'
import { checkWorkspace } from '../fsck/check-workspace.ts'
import { Findings } from '../fsck/fsck-answer.ts'
import { KnownKeys } from '../fsck/known-keys.ts'
import { BenchStation } from '../station/bench-station.stub.ts'
import { repositoryFile } from '../workspace/repository-file.ts'
import { workspaceFiles } from '../workspace/workspace.ts'
import { RulesBook } from './rules-book.ts'

const lin = { badge: 'SUP-0001', passcode: '135790' }
const zhao = { badge: 'ADM-0001', passcode: '975310' }
const sun = { badge: 'ADM-0002', passcode: '864209' }
const goods = ']d20109506000110011' + '1728021410KM1-2608A'

interface Category {
  category: string
  trace: string
}
interface RulesFile {
  version: number
  categories: Category[]
  whitelist: object[]
  labels: { perUnit: number }[]
}

const shipped = () =>
  JSON.parse(readFileSync(repositoryFile('fixtures', 'rules', 'training.json'), 'utf8')) as RulesFile
/** The shipped rules as the next version, in which honey needs no tracing. */
const draft = (change: (file: RulesFile) => void = () => {}) => {
  const file = shipped()
  file.version += 1
  for (const rule of file.categories) if (rule.category === 'honey') rule.trace = 'exempt'
  change(file)
  return Buffer.from(JSON.stringify(file))
}

let bench: BenchStation
beforeEach(async () => {
  bench = await BenchStation.open()
})
afterEach(() => bench.close())

const desk = () => bench.workspace.control.rules
const bring = (bytes: Uint8Array = draft()) => {
  const taken = desk().take(bytes, 'draft.json')
  if (!taken.ok) throw new Error(taken.failure.code)
  return taken.hash
}
const standing = (hash: string) =>
  desk()
    .list()
    .sets.find((set) => set.hash === hash)?.standing
const approve = (hash: string, who: typeof lin, validFrom: string | null = null) =>
  desk().approve({ hash, validFrom, ...who })
const line = (category: string) => {
  const found = bench.store.plans.lines().find(({ json }) => JSON.parse(json).category === category)
  if (!found) throw new Error(`no line of ${category}`)
  return found
}
const problems = async () => (await checkWorkspace(bench.folder)).problems
const chain = () => bench.store.statements.head(bench.station.ctx.identity.kid)?.id

describe('the rules of a workspace', () => {
  it('are at first those it was made with, which nobody has approved here, and are said to be so', () => {
    const [first, ...others] = desk().list().sets
    expect(others).toEqual([])
    expect(first).toMatchObject({ standing: 'in-force', shipped: true, approvals: [], came: null })
    expect(first?.hash).toBe(ruleSetHash(JSON.parse(JSON.stringify(shipped()))))
    expect(() => desk().exportSet(first?.hash ?? '')).toThrow(
      expect.objectContaining({ code: 'rules-not-approved' }),
    )
  })
})

describe('a draft', () => {
  it('is kept with who brought it, and counts for nothing', async () => {
    const hash = bring()
    expect(
      desk()
        .list()
        .sets.find((set) => set.hash === hash),
    ).toMatchObject({
      standing: 'draft',
      came: { by: 'Chen Jie' },
    })
    expect(line('honey').verdict).toBe('label')
    expect(bring()).toBe(hash)
    expect(desk().list().sets).toHaveLength(2)
  })

  it.each([
    ['that is no rule set', Buffer.from('{"format":'), 'rules-draft-refused'],
    ['of a version that is not the next', draft((file) => (file.version += 1)), 'rules-version-wrong'],
  ])('%s is refused, and nothing is kept of it', (_, bytes, code) => {
    expect(desk().take(bytes, 'draft.json')).toMatchObject({ ok: false, failure: { code } })
    expect(desk().list().sets).toHaveLength(1)
  })

  it('is in force once two different people have approved it; the log says since when, with both their words', async () => {
    const hash = bring()
    await expect(approve(hash, { badge: 'OP-0007', passcode: '2468' })).rejects.toMatchObject({
      code: 'rules-need-supervisor',
    })
    await expect(approve(hash, { ...lin, passcode: '000000' })).rejects.toMatchObject({
      code: 'sign-in-refused',
    })
    expect((await approve(hash, lin)).sentence.code).toBe('rules-approved-once')
    expect(standing(hash)).toBe('approved-once')
    await expect(approve(hash, lin)).rejects.toMatchObject({ code: 'rules-approved-by-same' })
    expect(line('honey').verdict).toBe('label')
    expect((await approve(hash, zhao)).sentence.code).toBe('rules-put-in-force')
    expect(standing(hash)).toBe('in-force')
    expect(line('honey')).toMatchObject({ verdict: 'exempt', ruleSet: hash })
    const head = bench.store.statements.withId(chain() ?? '')
    const said = readStatement(head?.bytes ?? new Uint8Array())
    expect(said.contentType).toBe(contentTypes.record('rules-in-force'))
    expect(JSON.parse(Buffer.from(said.payload).toString())).toMatchObject({
      ruleSet: hash,
      changed: 1,
      approvals: [expect.any(String), expect.any(String)],
    })
    expect(bench.store.messages.after(0, 9).map(({ kind }) => kind)).toContain('rules-in-force')
    expect(await problems()).toEqual([])
  })

  it('that asks for labels that no station prints stops its goods at the scan, and nothing of them is received', async () => {
    const hash = bring(
      draft((file) => {
        for (const rule of file.labels) rule.perUnit = 2
      }),
    )
    for (const who of [lin, zhao]) await approve(hash, who)
    expect(await bench.scan(goods)).toMatchObject({
      kind: 'stop',
      sentence: { code: 'label-count-unprinted', detail: { perUnit: 2, perCase: 0 } },
      next: { code: 'next-other-labels' },
    })
    expect(bench.store.plans.lines().every(({ received }) => received === 0)).toBe(true)
    expect(bench.store.labels.outstanding()).toEqual([])
  })

  it('stays in force when the key of who approved it is revoked, and says so', async () => {
    const hash = bring()
    await approve(hash, lin)
    await approve(hash, zhao)
    expect(desk().list().sets[0]).toMatchObject({ hash, standing: 'in-force', revoked: [] })
    const [own] = desk().book.trust.memberships
    if (!own) throw new Error('a station without a membership')
    const revoked = own.payload.keys.find(({ name }) => name === 'person/SUP-0001')
    const revocations = [{ kid: revoked?.kid ?? '', at: '2026-11-22T09:00:00.000+08:00' }]
    const book = new RulesBook(bench.store, [{ payload: { ...own.payload, revocations } }])
    const { standing: now, revoked: people, approvals } = book.set(hash)
    expect([now, people, approvals.map(({ name }) => name)]).toEqual([
      'in-force',
      ['SUP-0001'],
      ['person/ADM-0001'],
    ])
  })

  it('counts from the day that the first person chose, and not before', async () => {
    const hash = bring()
    await approve(hash, zhao, '2026-11-24')
    await expect(approve(hash, sun, '2026-11-25')).rejects.toMatchObject({ code: 'rules-approvals-differ' })
    expect((await approve(hash, sun)).sentence).toMatchObject({
      code: 'rules-wait-for-day',
      detail: { day: '2026-11-24' },
    })
    const other = bring(draft((file) => file.categories.pop()))
    await expect(approve(other, lin)).rejects.toMatchObject({ code: 'rules-other-waits' })
    await desk().putDue()
    expect(standing(hash)).toBe('approved')
    bench.later(2 * 24 * 3_600_000)
    await desk().putDue()
    expect(standing(hash)).toBe('in-force')
    expect(standing(other)).toBe('outdated')
    await expect(approve(other, lin)).rejects.toMatchObject({ code: 'rules-version-wrong' })
    expect(await problems()).toEqual([])
  })

  it('that is withdrawn stays so, with the reason, whoever had approved it', async () => {
    const hash = bring()
    await approve(hash, lin)
    const done = await desk().withdraw({ hash, reason: 'A mistake in it', ...zhao })
    expect(done.set).toMatchObject({
      standing: 'withdrawn',
      withdrawn: { by: 'Zhao Qing', reason: 'A mistake in it' },
    })
    await expect(approve(hash, zhao)).rejects.toMatchObject({ code: 'rules-was-withdrawn' })
    expect(await problems()).toEqual([])
  })

  it('keeps its first approval when the station is killed before the second, and a set whose day has come is put in force', async () => {
    const hash = bring()
    await approve(hash, lin, '2026-11-23')
    await bench.workspace.close()
    await bench.reopen()
    expect(standing(hash)).toBe('approved-once')
    await approve(hash, zhao)
    expect(standing(hash)).toBe('approved')
    await bench.workspace.close()
    bench.later(24 * 3_600_000)
    await bench.reopen()
    await desk().putDue()
    expect(standing(hash)).toBe('in-force')
  })
})

describe('lines of a plan', () => {
  it('that have begun keep the decision that their events cite; the others are decided by the new set', async () => {
    await bench.scan(goods)
    const before = line('infant-formula')
    const hash = bring(
      draft((file) => {
        file.whitelist.push({
          id: 'WL-2026-033',
          scope: { brand: 'Koala Meadow' },
          from: '2026-11-01',
          until: '2027-10-31',
          reason: 'Serialised by the maker',
          approvedBy: ['SUP-0001', 'ADM-0001'],
        })
      }),
    )
    await approve(hash, lin)
    await approve(hash, zhao)
    expect(line('infant-formula')).toMatchObject({
      verdict: before.verdict,
      decisionHash: before.decisionHash,
      ruleSet: before.ruleSet,
    })
    const others = bench.store.plans.lines().filter(({ received }) => received === 0)
    // Who waits for an agency waits for the same as before, and is not asked for again.
    const [waiting, decided] = [true, false].map((held) =>
      others.filter((one) => (one.verdict === 'hold') === held),
    )
    expect(new Set(decided?.map(({ ruleSet }) => ruleSet))).toEqual(new Set([hash]))
    expect(new Set(waiting?.map(({ ruleSet }) => ruleSet))).toEqual(new Set([before.ruleSet]))
    expect(await problems()).toEqual([])
  })

  it('of a plan that is read while the set changes cite the set that is in force when they are stored', async () => {
    const hash = bring()
    await approve(hash, lin)
    const plan = readFileSync(repositoryFile('fixtures', 'plans', 'quick.csv'))
    let changing: Promise<unknown> | null = null
    const taken = await bench.station.importPlan(plan, 'quick.csv', ({ stage }) => {
      if (stage === 'decide') changing ??= approve(hash, zhao)
    })
    await changing
    expect(taken.ok).toBe(true)
    expect(standing(hash)).toBe('in-force')
    const decided = bench.store.plans.lines().filter(({ verdict }) => verdict !== 'hold')
    expect(new Set(decided.map(({ ruleSet }) => ruleSet))).toEqual(new Set([hash]))
    expect(await problems()).toEqual([])
  })
})

describe('an approved set', () => {
  it('is taken by another station as a file, in the place of exactly the set that it replaces', async () => {
    const hash = bring()
    await approve(hash, lin)
    await approve(hash, zhao)
    const { bytes } = desk().exportSet(hash)
    // The same workspace before anybody had approved: it lists the same people.
    const other = await BenchStation.open()
    try {
      const there = other.workspace.control.rules
      expect(await there.takeApproved(bytes, 'v.json')).toMatchObject({
        set: { standing: 'in-force', came: { by: null } },
      })
      expect(await there.takeApproved(bytes, 'v.json')).toMatchObject({ set: { standing: 'in-force' } })
      expect((await checkWorkspace(other.folder)).problems).toEqual([])
    } finally {
      await other.close()
    }
    const changed = JSON.parse(Buffer.from(bytes).toString()) as { ruleSet: RulesFile }
    changed.ruleSet.categories.pop()
    await expect(desk().takeApproved(Buffer.from(JSON.stringify(changed)), 'v.json')).rejects.toMatchObject({
      code: 'rules-approval-other-set',
    })
  })
})

it('fsck finds every change of what people said, of drafts, and of what counted', async () => {
  const hash = bring()
  await approve(hash, lin)
  await approve(hash, zhao)
  const db = new Sqlite(workspaceFiles(bench.folder).database)
  db.pragma('foreign_keys = OFF')
  const changed = (sql: string) => {
    db.exec('SAVEPOINT change')
    db.exec(sql)
    const findings = new Findings()
    checkRuleSets(
      db,
      new KnownKeys(bench.station.ctx.profile, workspaceFiles(bench.folder), findings),
      findings,
    )
    db.exec('ROLLBACK TO change; RELEASE change')
    return findings.all().map(({ code }) => code)
  }
  for (const table of ['rule_statement', 'rule_draft', 'rule_in_force'])
    for (const kind of ['update', 'delete']) db.exec(`DROP TRIGGER ${table}_no_${kind}`)
  expect(changed('SELECT 1')).toEqual([])
  const bytes = db.prepare<[], Buffer>('SELECT bytes FROM rule_statement WHERE n = 2').pluck().get()
  const bit = Buffer.from(bytes ?? [])
  bit[bit.length - 1] = (bit.at(-1) ?? 0) ^ 1
  const cases = [
    ["UPDATE rule_statement SET kind = 'withdrawn' WHERE n = 1", 'rules-statement-wrong'],
    [`UPDATE rule_statement SET bytes = x'${bit.toString('hex')}' WHERE n = 2`, 'rules-statement-wrong'],
    ["UPDATE rule_statement SET person = 'SUP-0009' WHERE n = 1", 'rules-statement-wrong'],
    ['DELETE FROM rule_statement WHERE n = 1', 'rules-statement-wrong'],
    ['UPDATE rule_draft SET version = 9', 'rules-draft-damaged'],
    ["UPDATE rule_draft SET badge = 'OP-0999'", 'rules-draft-damaged'],
    ["UPDATE rule_in_force SET valid_from = '2026-11-21' WHERE n = 2", 'rules-in-force-wrong'],
    ["UPDATE rule_in_force SET t = '2026-11-22T09:00:59.000+08:00' WHERE n = 2", 'rules-in-force-wrong'],
    ["UPDATE rule_in_force SET name = 'Another' WHERE n = 1", 'rules-in-force-wrong'],
    ['DELETE FROM rule_in_force WHERE n = 2', 'rules-in-force-wrong'],
  ] as const
  for (const [sql, code] of cases) expect([sql, changed(sql)]).toEqual([sql, expect.arrayContaining([code])])
  db.close()
})
