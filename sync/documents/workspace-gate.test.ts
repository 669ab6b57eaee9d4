import { Counter, change, clone, type Doc, emptyChange, merge } from '@automerge/automerge'
import { describe, expect, it } from 'vitest'
import { askedTask, signedResult } from '../../core/inspection/inspection.stub.ts'
import { taskHash } from '../../core/inspection/inspection-task.ts'
import { writeResultFile, writeTaskFile } from '../../core/inspection/result-file.ts'
import {
  SHARED_FILE_BYTES_MAX,
  SHARED_TASKS_MAX,
  type SharedTask,
  sharedFileBytes,
} from '../../core/inspection/shared-task.ts'
import type { LineTally } from '../../core/progress/line-tally.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import { kidOf, signStatement } from '../../core/statement/statement.ts'
import { signerFromSeed } from '../../platform/keys/ed25519.ts'
import {
  emptyWorkspace,
  fileKey,
  lineTallyKey,
  readWorkspace,
  taskKey,
  type WorkspaceDoc,
  wordKey,
  workspaceActor,
  writeTallies,
} from './workspace-document.ts'
import { checkTallies } from './workspace-gate.ts'

const DOCUMENT = 'workspace/acme/9506000134352/1'
const hex = (n: number) => n.toString(16).padStart(64, '0')
const OWN = 'ab'.repeat(32)
const OTHER = hex(2)
const FORMER = hex(3)
const station = 'https://id.training.example/org/acme/station/A'
const at = '2026-03-02T09:00:00.000+08:00'
const law = { document: DOCUMENT, kid: OWN, station, former: new Map([[FORMER, 20]]), changesMax: 4 }
const actorOf = (kid: string, n = 1) => workspaceActor(DOCUMENT, kid, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, n))

const tally = (over: Partial<LineTally> = {}): LineTally => ({
  ...{ asn: 'ASN-1', line: '1', lot: 'L1', gtin: '09506000134352', planned: 100, revision: 1, plan: hex(9) },
  ...{
    received: 10,
    labeled: 8,
    passed: 0,
    short: 0,
    damaged: 1,
    held: false,
    closed: false,
    seq: 30,
    head: hex(30),
  },
  ...over,
})
const word = (seq = 30) => ({ station, seq, head: hex(seq), at })

/** What is there before: own tally of line 1 at place 30, and another station's. */
const trusted = (() => {
  const other = writeTallies(emptyWorkspace(actorOf(OTHER)), {
    kid: OTHER,
    word: { ...word(), station: `${station}2` },
    tallies: [tally({ received: 25 })],
  }) as WorkspaceDoc
  return writeTallies(clone(other, { actor: actorOf(OWN) }), {
    kid: OWN,
    word: word(),
    tallies: [tally()],
  }) as WorkspaceDoc
})()

type Loose = Doc<Record<string, unknown>>
const edit = (
  work: (map: Record<string, unknown>) => void,
  options: { actor?: string; time?: number; message?: string } = {},
) => {
  const { actor = actorOf(OWN, 7), time = 0, message } = options
  const doc = clone(trusted, { actor }) as Loose
  return change(doc, { time, ...(message && { message }) }, work) as WorkspaceDoc
}
const judge = (doc: WorkspaceDoc) => checkTallies(trusted, doc, law)?.failure.code ?? 'lawful'
const put = (over: Partial<LineTally>, kid = OWN) => {
  const said = tally(over)
  return edit((map) => {
    map[lineTallyKey(kid, said)] = canonicalBytes(said)
  })
}

describe('the gate of a workspace document', () => {
  it('lets a station go forward, count a new line, void a label and revise its plan', () => {
    expect(judge(put({ received: 12, seq: 31, head: hex(31) }))).toBe('lawful')
    expect(judge(put({ line: '2' }))).toBe('lawful')
    expect(judge(put({ labeled: 7, seq: 31 }))).toBe('lawful')
    expect(judge(put({ planned: 90, revision: 2, plan: hex(10), seq: 31 }))).toBe('lawful')
    expect(
      judge(
        put({ former: [{ kid: FORMER, seq: 20, received: 4, labeled: 4, passed: 0, short: 0, damaged: 0 }] }),
      ),
    ).toBe('lawful')
  })

  it('refuses writing under the key of another station, with its own actor or with that of the other', () => {
    expect(judge(put({ received: 99, seq: 40 }, OTHER))).toBe('tally-not-own')
    const asOther = edit((map) => (map[wordKey(OTHER)] = canonicalBytes(word(50))), {
      actor: actorOf(OTHER, 9),
    })
    expect(judge(asOther)).toBe('change-wrong-author')
    const underOwn = edit((map) => (map[wordKey(OWN)] = canonicalBytes(word(50))), {
      actor: actorOf(OTHER, 9),
    })
    expect(judge(underOwn)).toBe('change-wrong-author')
    for (const actor of ['00', actorOf(OWN).slice(0, -2), `${actorOf(OWN)}00`, actorOf(OWN).slice(0, 32)])
      expect(judge(edit((map) => (map[wordKey(OWN)] = canonicalBytes(word(50))), { actor }))).toBe(
        'change-wrong-author',
      )
  })

  it('refuses keys that are no key of a line', () => {
    for (const key of [
      '',
      'station',
      `${OWN}/`,
      `${OWN}/x`,
      `${OWN}/station/x`,
      '__proto__x',
      OWN,
      `${OWN.toUpperCase()}/station`,
      'x'.repeat(100_000),
    ])
      expect(judge(edit((map) => (map[key] = canonicalBytes(tally()))))).toBe('tally-not-own')
    // A tally under the name of another line.
    const moved = edit((map) => (map[lineTallyKey(OWN, tally({ line: '2' }))] = canonicalBytes(tally())))
    expect(judge(moved)).toBe('tally-malformed')
  })

  it('refuses deletes, nested objects, counters, texts and numbers', () => {
    const key = lineTallyKey(OWN, tally())
    expect(judge(edit((map) => delete map[key]))).toBe('change-deletes')
    expect(judge(edit((map) => delete map[lineTallyKey(OTHER, tally())]))).toBe('change-deletes')
    expect(judge(edit((map) => (map[key] = { received: 1 })))).toBe('change-nested')
    expect(judge(edit((map) => (map[key] = [1])))).toBe('change-nested')
    expect(judge(edit((map) => (map[key] = 'text')))).toBe('change-nested')
    expect(judge(edit((map) => (map[key] = new Counter(5))))).toBe('change-value-not-bytes')
    expect(judge(edit((map) => (map[key] = 12)))).toBe('change-value-not-bytes')
    expect(judge(edit((map) => (map[key] = null)))).toBe('change-value-not-bytes')
  })

  it('refuses counts below zero, beyond any plan, broken, and in another encoding', () => {
    for (const over of [
      { received: -1 },
      { labeled: 1e12 },
      { planned: 0.5 },
      { seq: -1 },
      { gtin: 'x' },
      { asn: '' },
      { lot: 'x'.repeat(129) },
    ])
      expect(judge(put(over as Partial<LineTally>))).toBe('tally-malformed')
    const key = lineTallyKey(OWN, tally())
    const texts = [
      ` ${new TextDecoder().decode(canonicalBytes(tally()))}`,
      JSON.stringify({ ...tally(), more: 1 }),
      JSON.stringify(tally()).replace('"received":10', '"received":1e1'),
      '{}',
      'null',
      '[['.repeat(3_000),
      '',
      '\ud800',
    ]
    for (const text of texts)
      expect(judge(edit((map) => (map[key] = new TextEncoder().encode(text)))), text.slice(0, 40)).toBe(
        'tally-malformed',
      )
    expect(judge(edit((map) => (map[key] = new Uint8Array(20_000))))).toBe('change-value-too-large')
    expect(
      judge(edit((map) => (map[wordKey(OWN)] = canonicalBytes({ ...word(), station: `${station}2` })))),
    ).toBe('tally-malformed')
  })

  it('refuses going back: a copy of the workspace under the same key shows', () => {
    expect(judge(put({ seq: 29 }))).toBe('tally-went-back')
    expect(judge(put({ received: 9, seq: 31 }))).toBe('tally-went-back')
    expect(judge(put({ damaged: 0, seq: 31 }))).toBe('tally-went-back')
    expect(judge(edit((map) => (map[wordKey(OWN)] = canonicalBytes(word(29)))))).toBe('tally-went-back')
    // Forward and back again within one session.
    const twice = change(put({ received: 20, seq: 40 }) as Loose, { time: 0 }, (map) => {
      const said = tally({ received: 15, seq: 41 })
      map[lineTallyKey(OWN, said)] = canonicalBytes(said)
    })
    expect(judge(twice as WorkspaceDoc)).toBe('tally-went-back')
  })

  it('refuses counting what another key has stated as its own', () => {
    const counts = { received: 4, labeled: 4, passed: 0, short: 0, damaged: 0 }
    expect(judge(put({ former: [{ kid: OTHER, seq: 5, ...counts }] }))).toBe('tally-of-other-key')
    expect(judge(put({ former: [{ kid: FORMER, seq: 21, ...counts }] }))).toBe('tally-of-other-key')
  })

  it('refuses messages, times and too many changes, operations and entries', () => {
    const say = (map: Record<string, unknown>) => {
      map[wordKey(OWN)] = canonicalBytes(word(31))
    }
    expect(judge(edit(say, { time: 5 }))).toBe('change-carries-metadata')
    expect(judge(edit(say, { message: 'hello' }))).toBe('change-carries-metadata')
    let many = clone(trusted, { actor: actorOf(OWN, 7) })
    for (let n = 0; n < 5; n++) many = emptyChange(many, { time: 0 })
    expect(judge(many)).toBe('document-too-large')
    const swarm = edit((map) => {
      for (let n = 0; n < 5_600; n++) map[`${OWN}/${n}`] = new Uint8Array(1)
    })
    expect(judge(swarm)).toBe('document-too-large')
  })

  it('goes on without what it refused: the station and the others write on in the same document', () => {
    const bad = put({ received: 1, seq: 31 })
    expect(judge(bad)).toBe('tally-went-back')
    const good = put({ received: 11, seq: 31 })
    expect(judge(good)).toBe('lawful')
    const other = change(clone(trusted, { actor: actorOf(OTHER, 3) }), { time: 0 }, (map) => {
      map[wordKey(OTHER)] = canonicalBytes({ ...word(44), station: `${station}2` })
    })
    const both = merge(clone(good), other)
    const otherLaw = { ...law, kid: OTHER, station: `${station}2` }
    expect(checkTallies(good, both, otherLaw)).toBeNull()
  })

  it('lets a station tell of its own inspections, and refuses files of others, changed bytes, and words that go back', () => {
    const asker = signerFromSeed(new Uint8Array(32).fill(3))
    const kid = kidOf(asker.publicKey)
    const own = { ...law, kid, station: askedTask.station }
    const word: SharedTask = {
      ...{ task: askedTask.id, demand: askedTask.demand, hash: taskHash(askedTask), kind: askedTask.kind },
      ...{
        asn: askedTask.asn,
        subject: askedTask.subject,
        state: 'sent',
        sampled: true,
        agency: 'inspectors',
      },
      ...{
        since: askedTask.createdAt,
        deadline: askedTask.deadline,
        outcome: null,
        moves: 3,
        seq: 5,
        head: hex(5),
      },
    }
    const statement = (by = asker, issuer = askedTask.station) =>
      signStatement(
        {
          ...{ contentType: contentTypes.record('inspection-asked'), kid: kidOf(by.publicKey), issuer },
          ...{ subject: hex(1), iat: 1_790_000_000, seq: 1, prev: hex(0) },
          payload: canonicalBytes({ task: askedTask.id, hash: taskHash(askedTask) }),
        },
        by.sign,
      )
    const taskFile = (of: Uint8Array) =>
      sharedFileBytes(
        Buffer.from(writeTaskFile({ task: askedTask, agency: 'inspectors', statement: of })),
        'task',
      )
    const result = sharedFileBytes(
      Buffer.from(writeResultFile({ memberships: [], statement: signedResult().statement.bytes })),
      'result',
    )
    const before = emptyWorkspace(actorOf(kid))
    const by = (entries: Record<string, Uint8Array>, on = before) =>
      change(clone(on, { actor: actorOf(kid, 8) }), { time: 0 }, (map) => void Object.assign(map, entries))
    const gate = (entries: Record<string, Uint8Array>, on = before) =>
      checkTallies(on, by(entries, on), own)?.failure.code ?? 'lawful'
    const file = taskFile(statement())
    const lawful = { [taskKey(kid, word)]: canonicalBytes(word), [fileKey(kid, file)]: file }
    expect(gate({ ...lawful, [fileKey(kid, result)]: result })).toBe('lawful')
    const { tasks, files } = readWorkspace(by(lawful))
    expect(tasks).toEqual([{ kid, task: word }])
    expect(files).toMatchObject([{ kid, file: { kind: 'task', taskHash: word.hash } }])

    expect(gate({ [taskKey(OTHER, word)]: canonicalBytes(word) })).toBe('tally-not-own')
    expect(gate({ [taskKey(kid, { hash: hex(7) })]: canonicalBytes(word) })).toBe('tally-malformed')
    expect(gate({ [taskKey(kid, word)]: canonicalBytes({ ...word, moves: 2, seq: 6 }) }, by(lawful))).toBe(
      'tally-went-back',
    )
    expect(gate({ [taskKey(kid, word)]: canonicalBytes({ ...word, seq: 4 }) }, by(lawful))).toBe(
      'tally-went-back',
    )
    const changed = Uint8Array.from(file)
    changed[changed.length - 3] = (changed.at(-3) ?? 0) ^ 1
    expect(gate({ [fileKey(kid, file)]: changed })).toBe('tally-malformed')
    const spaced = Buffer.from(`${Buffer.from(file).toString()} `)
    expect(gate({ [fileKey(kid, spaced)]: spaced })).toBe('tally-malformed')
    const others = taskFile(statement(signerFromSeed(new Uint8Array(32).fill(4))))
    expect(gate({ [fileKey(kid, others)]: others })).toBe('tally-of-other-key')
    const unasked = taskFile(statement(asker, 'https://id.bondmark.example/org/harbour/station/LBL09'))
    expect(gate({ [fileKey(kid, unasked)]: unasked })).toBe('tally-malformed')
    const large = new Uint8Array(SHARED_FILE_BYTES_MAX + 1)
    expect(gate({ [fileKey(kid, large)]: large })).toBe('change-value-too-large')
    const many = Array.from({ length: SHARED_TASKS_MAX + 1 }, (_, n) => ({
      ...word,
      hash: n.toString(16).padStart(32, '0').padEnd(64, '0'),
    }))
    const crowd = Object.fromEntries(many.map((each) => [taskKey(kid, each), canonicalBytes(each)]))
    expect(gate(crowd)).toBe('document-too-large')
    // Who writes leaves out what there is no room for, so that nobody is set aside for being busy.
    const full = writeTallies(before, {
      kid,
      word: { station: own.station, seq: 5, head: hex(5), at },
      tallies: [],
      tasks: many,
    })
    expect(full && checkTallies(before, full, own)).toBeNull()
  })
})
