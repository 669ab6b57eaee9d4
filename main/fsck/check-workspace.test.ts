import { closeSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite, { type Database } from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toBase64Url } from '../../core/encoding/base64.ts'
import { eventIdOf } from '../../core/epcis/event-hash.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { languages, wordsFor } from '../../core/errors/words.ts'
import { canonicalBytes, parseCanonical } from '../../core/statement/canonical-json.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import { readEquivocationProof, writeEquivocationProof } from '../../core/statement/equivocation.ts'
import { kidOf, readStatement } from '../../core/statement/statement.ts'
import { generateSeed, signerFromSeed, verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { sha256Native as sha256Of } from '../../platform/keys/sha256.ts'
import { workspaceFiles } from '../workspace/workspace.ts'
import { checkWorkspace } from './check-workspace.ts'
import { problemSentence } from './fsck-answer.ts'
import { SampleWorkspace, signer } from './sample-workspace.stub.ts'

let sample: SampleWorkspace
/** Place of the first commissioning: what is stated before it grows with the sample day. */
let born: number

beforeAll(async () => {
  sample = await SampleWorkspace.make()
  sample
    .copy((db) => {
      born = one<number>(db, `SELECT ${firstCommissioning}`)
    })
    .remove()
}, 180_000)
afterAll(() => sample?.remove())

/** The problems of a copy of the sample after this change, as `code: where`. */
async function problemsAfter(change: Parameters<SampleWorkspace['copy']>[0]): Promise<string[]> {
  const copy = sample.copy(change)
  try {
    const { ok, problems } = await checkWorkspace(copy.folder)
    expect(ok).toBe(problems.length === 0)
    return problems.map(({ code, where }) => `${code}: ${where}`)
  } finally {
    copy.remove()
  }
}

const sql = (text: string) => (db: Database) => void db.exec(text)
const one = <T>(db: Database, text: string) => db.prepare<[], T>(text).pluck().get() as T

/** The place of the first commissioning, and of the first manifest. */
const firstCommissioning =
  '(SELECT min(n) FROM statement WHERE instr(bytes, CAST(\'"bizStep":"commissioning"\' AS BLOB)) > 0)'
const firstManifest = '(SELECT manifest FROM batch WHERE n = 1)'
const lastLink = '(SELECT max(n) FROM statement WHERE seq IS NOT NULL)'

describe('fsck of a file with a torn page', () => {
  it('answers what cannot be read, and does not crash', async () => {
    for (const at of [5000, 40_000, 90_000]) {
      const copy = sample.copy(() => {})
      const file = workspaceFiles(copy.folder).database
      const fd = openSync(file, 'r+')
      writeSync(fd, Buffer.alloc(3000, 0xa5), 0, 3000, at)
      closeSync(fd)
      const outcome = await checkWorkspace(copy.folder).catch((error: unknown) => error)
      if (outcome instanceof BondmarkError) expect(outcome.code).toMatch(/^database-/)
      else expect(outcome).toMatchObject({ ok: false })
      copy.remove()
    }
  })
})

describe('fsck of a sound workspace', () => {
  it('finds nothing, and says what it has read', async () => {
    const answer = await checkWorkspace(sample.folder)
    expect(answer.problems).toEqual([])
    expect(answer.ok).toBe(true)
    expect(answer.format).toBe('bondmark/fsck/1')
    const [chain] = answer.chains
    expect(answer.chains).toHaveLength(1)
    expect(chain?.count).toBe(chain?.headSeq)
    // Two manifests stand beside the chain.
    expect(answer.statements).toBe((chain?.count ?? 0) + 2)
    expect(chain?.issuer).toBe('https://id.bondmark.example/org/ningbo-bonded/station/LBL07')
  })

  it('covers a packed case, voids before and after life, a hold, and receipts', () => {
    sample
      .copy((db) => {
        expect(one(db, "SELECT count(*) FROM packing_case WHERE state = 'closed'")).toBeGreaterThan(0)
        expect(one(db, "SELECT count(*) FROM label_job WHERE state = 'voided'")).toBeGreaterThanOrEqual(3)
        expect(one(db, 'SELECT count(*) FROM plan_line WHERE held = 1')).toBeGreaterThan(0)
        expect(one(db, 'SELECT count(*) FROM receipt')).toBeGreaterThan(30)
        expect(db.prepare('SELECT state FROM batch ORDER BY n').pluck().all()).toEqual([
          'receipted',
          'sealed',
        ])
      })
      .remove()
  })

  it('tells how far it is', async () => {
    const seen: number[] = []
    const { statements } = await checkWorkspace(sample.folder, { onProgress: (done) => seen.push(done) })
    expect(seen.at(-1)).toBe(statements)
  })
})

describe('fsck names the place of', () => {
  it('a changed byte in a statement’s payload', async () => {
    const problems = await problemsAfter((db) => {
      const bytes = one<Buffer>(db, `SELECT bytes FROM statement WHERE n = ${born}`)
      const at = bytes.lastIndexOf('LBL07')
      bytes.write('LBL08', at)
      db.prepare('UPDATE statement SET bytes = ? WHERE n = ?').run(bytes, born)
    })
    expect(problems).toContain(`statement-signature-wrong: statement ${born}`)
    expect(problems).toContain(`statement-column-differs: statement ${born}, id`)
    expect(problems).toContain(`statement-subject-wrong: statement ${born}`)
    expect(problems).toContain(`receipt-wrong: statement ${born}`)
    expect(problems.every((problem) => problem.includes(`statement ${born}`))).toBe(true)
  })

  it('every byte of a statement, whichever is changed', async () => {
    for (const share of [0, 0.2, 0.4, 0.6, 0.8, 0.999]) {
      const problems = await problemsAfter((db) => {
        const bytes = one<Buffer>(db, 'SELECT bytes FROM statement WHERE n = 7')
        const at = Math.floor(bytes.length * share)
        bytes[at] = (bytes[at] ?? 0) ^ 0x01
        db.prepare('UPDATE statement SET bytes = ? WHERE n = 7').run(bytes)
      })
      expect(problems.some((problem) => problem.endsWith('statement 7'))).toBe(true)
    }
  })

  it('a statement that is no statement any more', async () => {
    expect(await problemsAfter(sql("UPDATE statement SET bytes = x'00' WHERE n = 3"))).toContain(
      'statement-unreadable: statement 3',
    )
  })

  it('a removed statement', async () => {
    const problems = await problemsAfter(sql('DELETE FROM statement WHERE n = 6'))
    expect(problems).toContain('statement-missing: statement 6')
    expect(problems).toContain('link-missing: statement 7')
    expect(problems).toContain('batch-not-consecutive: batch 1')
    expect(problems).toContain('batch-manifest-differs: batch 1, root')
    expect(problems).toContain('store-reference-broken: receipt 6 → statement')
  })

  it('a removed last statement, by the manifest that still counts it', async () => {
    const problems = await problemsAfter(sql(`DELETE FROM statement WHERE n = ${lastLink}`))
    expect(problems).toContain('batch-manifest-differs: batch 2, lastSeq')
    expect(problems).toContain('shift-statement-missing: shift 2')
  })

  it('two statements that changed places', async () => {
    const problems = await problemsAfter(
      sql(
        `UPDATE statement SET seq = -1 WHERE n = 5; UPDATE statement SET seq = 5 WHERE n = 6; UPDATE statement SET seq = 6 WHERE n = 5`,
      ),
    )
    expect(problems).toContain('statement-column-differs: statement 5, seq')
    expect(problems).toContain('statement-column-differs: statement 6, seq')
  })

  it.each([
    ['id', "x'1111111111111111111111111111111111111111111111111111111111111111'"],
    ['kid', "x'1111111111111111111111111111111111111111111111111111111111111111'"],
    ['content_type', "'application/json'"],
    ['subject', "'somebody else'"],
    ['t', "'2026-11-22T09:00:00.001+08:00'"],
  ])('a changed column: %s', async (column, value) => {
    const problems = await problemsAfter(sql(`UPDATE statement SET ${column} = ${value} WHERE n = 8`))
    expect(problems).toContain(`statement-column-differs: statement 8, ${column}`)
  })

  it('a statement moved to another batch', async () => {
    const problems = await problemsAfter(sql('UPDATE statement SET batch = 2 WHERE n = 8'))
    expect(problems).toContain('batch-order: statement 9')
    expect(problems).toContain('batch-manifest-differs: batch 1, count')
  })

  it('a removed and an added row of the index, and nothing else', async () => {
    let found = ''
    const problems = await problemsAfter((db) => {
      const epc = one<string>(db, `SELECT epc FROM epc WHERE statement = ${born}`)
      expect(epc).toMatch(/^https:\/\/id\.gs1\.org\/01\/\d{14}\/21\/B7Q/)
      db.prepare('DELETE FROM epc WHERE epc = ? AND statement = ?').run(epc, born)
      db.prepare('INSERT INTO epc VALUES (?, 3)').run(epc)
      found = epc
    })
    expect(problems).toEqual([
      `index-extra: statement 3, ${found}`,
      `index-missing: statement ${born}, ${found}`,
    ])
  })

  it('a line’s closing that the index does not lead to', async () => {
    const problems = await problemsAfter(
      sql(
        "DELETE FROM epc WHERE statement = (SELECT min(n) FROM statement WHERE content_type LIKE '%line-closed%')",
      ),
    )
    expect(problems).toEqual([expect.stringMatching(/^index-missing: statement \d+, lot /)])
  })
})

describe('fsck judges keys', () => {
  it('that were revoked: what they stated up to lastGoodSeq or logged before counts, and nothing else', async () => {
    const at = '2026-11-22T20:00:00.000+08:00'
    const inTime = await problemsAfter(await sample.revoking({ at: '2999-01-01T00:00:00.000Z' }))
    expect(inTime).toEqual([])
    const all = await problemsAfter(await sample.revoking({ at, lastGoodSeq: 0 }))
    const late = await problemsAfter(await sample.revoking({ at, lastGoodSeq: 20 }))
    expect(all.every((problem) => problem.startsWith('statement-key-revoked: statement '))).toBe(true)
    expect(late).toEqual(all.slice(20))
  })

  it('that signed twice for one place, with a proof for anybody', async () => {
    const station = await sample.station()
    const copy = sample.copy((db) => {
      const head = readStatement(one<Buffer>(db, `SELECT bytes FROM statement WHERE n = ${lastLink}`))
      const { contentType, iat, seq = 0, prev = '', payload, subject } = head
      const { bytes, id, kid } = station({ contentType, subject, iat: iat + 1, seq, prev, payload })
      db.exec('DROP INDEX statement_chain')
      db.prepare(
        `INSERT INTO statement (id, kid, seq, content_type, subject, t, batch, bytes)
         SELECT ?, ?, seq, content_type, subject, t, batch, ? FROM statement WHERE n = ${lastLink}`,
      ).run(id, kid, bytes)
    })
    const { problems, equivocations } = await checkWorkspace(copy.folder)
    copy.remove()
    expect(problems.map(({ code }) => code)).toContain('statement-equivocation')
    const [proof] = equivocations
    if (!proof) throw new Error('no proof was given')
    expect(readEquivocationProof(writeEquivocationProof(proof), verifyEd25519).seq).toBe(proof.seq)
  })

  it('that go on behind their own rotation', async () => {
    const station = await sample.station()
    const { publicKey } = signerFromSeed(generateSeed())
    const problems = await problemsAfter((db) => {
      const head = readStatement(one<Buffer>(db, `SELECT bytes FROM statement WHERE n = ${lastLink}`))
      const t = '2026-11-22T19:00:00.000+08:00'
      let link = { seq: head.seq ?? 0, id: head.id }
      const state = (name: 'key-rotation' | 'shift-opened', said: Record<string, unknown>) => {
        const record = { format: `bondmark/${name}/1`, station: head.issuer, t, ...said }
        const payload = canonicalBytes(record)
        const subject = Buffer.from(sha256Of(payload)).toString('hex')
        const contentType = contentTypes.record(name)
        const seq = link.seq + 1
        const iat = Date.parse(t) / 1000
        const { bytes, id, kid } = station({ contentType, subject, iat, seq, prev: link.id, payload })
        db.prepare(
          'INSERT INTO statement (id, kid, seq, content_type, subject, t, batch, bytes) VALUES (?, ?, ?, ?, ?, ?, 3, ?)',
        ).run(id, kid, seq, contentType, subject, t, bytes)
        link = { seq, id: id.toString('hex') }
      }
      db.exec("INSERT INTO batch (n, state, first) SELECT 3, 'open', max(n) + 1 FROM statement")
      state('key-rotation', { kid: kidOf(publicKey), key: toBase64Url(publicKey) })
      state('shift-opened', { shift: 9 })
    })
    expect(problems).toContainEqual(expect.stringMatching(/^link-after-rotation: statement \d+$/))
  })
})

describe('fsck names what is wrong with a batch', () => {
  const reseal = (
    db: Database,
    sign: ReturnType<typeof signer>,
    change: (manifest: Record<string, unknown>) => void,
  ) => {
    const n = one<number>(db, 'SELECT manifest FROM batch WHERE n = 2')
    const before = readStatement(one<Buffer>(db, `SELECT bytes FROM statement WHERE n = ${n}`))
    const manifest = parseCanonical(before.payload) as Record<string, unknown>
    change(manifest)
    const payload = canonicalBytes(manifest)
    const subject = Buffer.from(sha256Of(payload)).toString('hex')
    const { bytes, id, kid } = sign({ contentType: contentTypes.manifest, subject, iat: before.iat, payload })
    db.prepare('UPDATE statement SET bytes = ?, id = ?, kid = ?, subject = ? WHERE n = ?').run(
      bytes,
      id,
      kid,
      subject,
      n,
    )
  }

  it('sealed by somebody who is not listed', async () => {
    const { issuer } = readStatement(await bytesOfManifest())
    const stranger = signer(generateSeed(), issuer)
    expect(await problemsAfter((db) => reseal(db, stranger, () => {}))).toEqual([
      expect.stringMatching(/^statement-key-unknown: statement \d+$/),
    ])
  })

  it('sealed by the station itself', async () => {
    const station = await sample.station()
    const problems = await problemsAfter((db) => reseal(db, station, () => {}))
    expect(problems).toEqual([expect.stringMatching(/^statement-key-unknown: statement \d+$/)])
  })

  it.each([
    ['root', (manifest: Record<string, unknown>) => Object.assign(manifest, { root: '00'.repeat(32) })],
    ['batchPrev', (manifest: Record<string, unknown>) => Object.assign(manifest, { batchPrev: null })],
    ['lastId', (manifest: Record<string, unknown>) => Object.assign(manifest, { lastId: '00'.repeat(32) })],
    [
      'ruleSets',
      (manifest: Record<string, unknown>) => Object.assign(manifest, { ruleSets: ['00'.repeat(32)] }),
    ],
    [
      'station',
      (manifest: Record<string, unknown>) =>
        Object.assign(manifest, { station: 'https://id.bondmark.example/org/ningbo-bonded/station/LBL08' }),
    ],
  ])('sealed with a wrong %s by the supervisor herself', async (field, change) => {
    const supervisor = await sample.supervisor()
    expect(await problemsAfter((db) => reseal(db, supervisor, change))).toEqual([
      `batch-manifest-differs: batch 2, ${field}`,
    ])
  })

  it('sealed without a manifest', async () => {
    expect(await problemsAfter(sql('UPDATE batch SET manifest = NULL WHERE n = 2'))).toContain(
      'batch-manifest-missing: batch 2',
    )
  })

  it('a state that its receipts do not bear out', async () => {
    expect(await problemsAfter(sql("UPDATE batch SET state = 'receipted' WHERE n = 2"))).toEqual([
      'batch-state-differs: batch 2',
    ])
    expect(await problemsAfter(sql('DELETE FROM receipt WHERE statement = 9'))).toEqual([
      'batch-state-differs: batch 1',
    ])
  })

  it('a changed proof', async () => {
    const problems = await problemsAfter(
      sql(
        "UPDATE receipt SET proof = replace(proof, 'index ' || (statement - 1) || char(10), 'index ' || statement || char(10)) WHERE statement = 9",
      ),
    )
    expect(problems).toEqual(['receipt-wrong: statement 9'])
  })

  it('the receipt of another statement', async () => {
    const problems = await problemsAfter(
      sql('UPDATE receipt SET proof = (SELECT proof FROM receipt WHERE statement = 10) WHERE statement = 9'),
    )
    expect(problems).toEqual(['receipt-wrong: statement 9'])
  })

  async function bytesOfManifest(): Promise<Buffer> {
    let bytes: Buffer = Buffer.alloc(0)
    sample
      .copy((db) => {
        bytes = one<Buffer>(db, `SELECT bytes FROM statement WHERE n = ${firstManifest}`)
      })
      .remove()
    return bytes
  }
})

describe('fsck names what is wrong with the rest of the store', () => {
  it('a verified label that is called printed', async () => {
    const problems = await problemsAfter(sql("UPDATE label_job SET state = 'printed' WHERE job = 1"))
    expect(problems).toContain('label-state-differs: label 1')
    expect(problems).toContain('line-count-wrong: line ASN-2026-1122-21 1 DB261101, labeled')
  })

  it('a printed label that is called verified', async () => {
    const problems = await problemsAfter(
      sql(
        "UPDATE label_job SET state = 'verified' WHERE job = (SELECT min(job) FROM label_job WHERE state = 'voided')",
      ),
    )
    expect(problems).toContain('label-commissioning-missing: label 3')
  })

  it('a voided label whose unit lives on', async () => {
    const problems = await problemsAfter(
      sql("UPDATE label_job SET state = 'voided', reason = 'x' WHERE job = 1"),
    )
    expect(problems).toContain('label-void-missing: label 1')
  })

  it.each(['lot', 'template', 'pin_commitment', 'ended_at'])('a label’s changed %s', async (column) => {
    const commitment =
      '$scrypt$ln=14,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
    const problems = await problemsAfter(
      sql(`UPDATE label_job SET ${column} = '${commitment}' WHERE job = 1`),
    )
    const name = column.replace(/_(\w)/, (_, letter: string) => letter.toUpperCase())
    expect(problems).toContain(`label-differs: label 1, ${name}`)
  })

  it.each([
    ["UPDATE label_template SET json = replace(json, 'GTIN', 'ITEM')", 'template-damaged'],
    ["UPDATE template_statement SET badge = 'OP-0007' WHERE n = 1", 'template-statement-wrong'],
    [
      'UPDATE template_statement SET bytes = (SELECT bytes FROM statement WHERE n = 1) WHERE n = 2',
      'template-statement-wrong',
    ],
    ["UPDATE template_statement SET kind = 'retired' WHERE n = 3", 'template-statement-wrong'],
    ['DELETE FROM template_statement WHERE n = 2', 'template-statement-missing'],
    [
      "INSERT INTO label_choice VALUES (1, 'template unit 60x40', 'unit-60x40/9', '2026-11-22T09:00:00.000+08:00', 'SUP-0001')",
      'label-choice-damaged',
    ],
    ["UPDATE label_job SET template = 'unit-60x40/9' WHERE job = 2", 'label-template-unapproved'],
    [
      'UPDATE label_job SET template_hash = (SELECT min(hash) FROM label_template) WHERE job = 2',
      'label-template-unapproved',
    ],
    [
      "UPDATE label_job SET content = json_set(content, '$.content.pin', 'A7K2M9QX4T') WHERE job = 2",
      'label-content-damaged',
    ],
    [
      "UPDATE label_job SET content = json_set(content, '$.content.lot', 'OTHER') WHERE job = 2",
      'label-content-damaged',
    ],
    ['UPDATE label_job SET content = NULL WHERE job = 2', 'label-content-damaged'],
  ])('templates and what labels say: %s', async (change, code) => {
    expect(await problemsAfter(sql(change))).toContainEqual(expect.stringContaining(`${code}: `))
  })

  it('a scratch code where its commitment belongs', async () => {
    expect(
      await problemsAfter(sql("UPDATE label_job SET pin_commitment = 'A7K2M-9QX4T' WHERE job = 1")),
    ).toContain('label-pin-exposed: label 1')
  })

  it('a unit that was commissioned twice', async () => {
    const station = await sample.station()
    const problems = await problemsAfter((db) => {
      const first = readStatement(
        one<Buffer>(db, `SELECT bytes FROM statement WHERE n = ${firstCommissioning}`),
      )
      const head = readStatement(one<Buffer>(db, `SELECT bytes FROM statement WHERE n = ${lastLink}`))
      const { eventID: _, ...event } = parseCanonical(first.payload) as Record<string, unknown>
      const eventTime = '2026-11-22T19:00:00.000+08:00'
      const again = { ...event, eventTime }
      const eventID = eventIdOf(again)
      const [seq, iat] = [(head.seq ?? 0) + 1, Date.parse(eventTime) / 1000]
      const payload = canonicalBytes({ ...again, eventID })
      const { bytes, id, kid } = station({
        contentType: contentTypes.event,
        subject: eventID,
        iat,
        seq,
        prev: head.id,
        payload,
      })
      db.prepare("INSERT INTO batch (n, state, first) SELECT 3, 'open', max(n) + 1 FROM statement").run()
      const { lastInsertRowid } = db
        .prepare(
          'INSERT INTO statement (id, kid, seq, content_type, subject, t, batch, bytes) VALUES (?, ?, ?, ?, ?, ?, 3, ?)',
        )
        .run(id, kid, seq, contentTypes.event, eventID, eventTime, bytes)
      db.prepare('INSERT INTO epc SELECT epc, ? FROM epc WHERE statement = ?').run(lastInsertRowid, born)
    })
    expect(problems).toEqual([
      'label-differs: label 1, endedAt',
      'label-commissioned-twice: label 1',
      expect.stringMatching(/^life-impossible: statement \d+: unit-already-commissioned$/),
    ])
  })

  it('a label that was sent twice, and one whose sending does not fit its state', async () => {
    const again = `INSERT INTO print_attempt (job, begun_at, printer, name, model, bytes, sha256)
      SELECT job, begun_at, printer, name, model, bytes, sha256 FROM print_attempt WHERE job = 2`
    const problems = await problemsAfter(
      sql(`DROP INDEX print_attempt_sent_once; ${again};
        UPDATE label_job SET state = 'reserved' WHERE job = 1`),
    )
    expect(problems).toContain('label-sent-twice: label 2')
    expect(problems).toContain('print-attempt-differs: label 1')
  })

  it('an attempt that is gone, one of another time, a doubt that cannot be read, and a change of a device by nobody', async () => {
    const problems = await problemsAfter(
      sql(`DELETE FROM print_attempt WHERE n = 2;
        UPDATE print_attempt SET begun_at = '2026-11-22T09:00:00.000+08:00' WHERE job = 1;
        UPDATE label_job SET doubt = '{' WHERE job = 3;
        UPDATE device_setting SET badge = 'OP-9999' WHERE n = 1;
        UPDATE device_setting SET json = replace(json, 'serial', 'cereal') WHERE n = 2`),
    )
    expect(problems).toEqual([
      'label-differs: label 2, printer',
      'label-differs: label 3, doubt',
      'print-attempt-differs: label 1',
      'print-attempt-differs: labels',
      'device-setting-damaged: device device-1, change 1',
      'device-setting-damaged: device device-1, change 2',
      'stock-statement-differs: shift 1, unit-label, used',
      'stock-statement-differs: shift 1, overlay, used',
    ])
  })

  it('a label that was removed although its unit lives', async () => {
    const problems = await problemsAfter(sql('DELETE FROM label_job WHERE job = 1'))
    expect(problems).toContainEqual(expect.stringContaining(`label-missing: statement ${born}, https`))
  })

  it('a unit taken out of a closed case, and a case called open', async () => {
    const taken = await problemsAfter(sql('DELETE FROM case_unit WHERE job = 1'))
    expect(taken).toEqual([expect.stringMatching(/^case-contents-differ: case 39506000007000000\d$/)])
    const opened = await problemsAfter(sql("UPDATE packing_case SET state = 'open' WHERE number = 1"))
    expect(opened).toEqual(['case-state-differs: case 1'])
  })

  it('a changed count of a line', async () => {
    expect(
      await problemsAfter(
        sql(
          "UPDATE plan_line SET passed = passed + 1, received = received + 1 WHERE asn = 'ASN-2026-1122-21' AND line = '1'",
        ),
      ),
    ).toEqual(['line-receiving-differs: goods ASN-2026-1122-21 09506000220017 DB261101'])
    expect(
      await problemsAfter(
        sql("UPDATE plan_line SET damaged = damaged + 1 WHERE asn = 'ASN-2026-1122-21' AND line = '1'"),
      ),
    ).toContain('line-count-wrong: line ASN-2026-1122-21 1 DB261101, received')
  })

  it('a closed line called open, and a hold that nobody stated', async () => {
    expect(
      await problemsAfter(
        sql("UPDATE plan_line SET closed_at = NULL WHERE asn = 'ASN-2026-1122-21' AND line = '1'"),
      ),
    ).toEqual(['line-closing-differs: line ASN-2026-1122-21 1 DB261101'])
    expect(
      await problemsAfter(sql("UPDATE plan_line SET held = 1 WHERE asn = 'ASN-2026-1122-21' AND line = '1'")),
    ).toEqual(['line-holding-missing: line ASN-2026-1122-21 1 DB261101'])
  })

  it('goods and a notice that wait since no time, and a demand that ended at none', async () => {
    for (const change of ["since = 'soon'", "ended = 'met', ended_at = ''"])
      expect(await problemsAfter(sql(`UPDATE line_demand SET ${change}`))).toContainEqual(
        expect.stringMatching(/^demand-differs: line /),
      )
    expect(await problemsAfter(sql("UPDATE asn_hold SET since = '2026-11-22T09:00:00.000+08;00'"))).toEqual([
      expect.stringMatching(/^release-differs: plan ASN-.*, waiting since$/),
    ])
  })

  it('a verdict, a plan and a rule that were changed', async () => {
    const problems = await problemsAfter(
      sql(`UPDATE plan_line SET verdict = 'exempt' WHERE line = '2';
           UPDATE plan SET json = replace(json, 'DB261101', 'DB261109');
           UPDATE rule_set SET json = replace(json, 'cosmetics', 'toys')`),
    )
    expect(problems).toContainEqual(expect.stringMatching(/^rules-changed: rule set /))
    expect(problems).toContain('plan-changed: plan ASN-2026-1122-21, revision 1')
    expect(problems).toContain('decision-changed: line ASN-2026-1122-21 2 DB261102')
  })

  it('a table that is not ours, and a guard of the statements that is gone', async () => {
    expect(await problemsAfter(sql('CREATE TABLE extra (x)'))).toEqual(['store-schema-differs: table extra'])
    const copy = sample.copy(() => {})
    const db = new Sqlite(workspaceFiles(copy.folder).database)
    db.exec('DROP TRIGGER statement_no_delete')
    db.close()
    expect((await checkWorkspace(copy.folder)).problems).toEqual([
      { code: 'store-schema-differs', where: 'trigger statement_no_delete' },
    ])
    copy.remove()
  })

  it('a membership and a trust file that cannot be believed', async () => {
    const problems = await problemsAfter((_, files) => writeFileSync(files.membership, '{}'))
    expect(problems).toContain('workspace-file-unusable: membership.json')
    expect(problems).toContainEqual(expect.stringMatching(/^statement-key-unknown: statement \d+$/))
    expect(await problemsAfter((_, files) => rmSync(files.trust))).toContain(
      'workspace-file-unusable: trust.json',
    )
  })
})

describe('fsck of what it cannot read', () => {
  it('answers a typed failure for a folder that is no workspace', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bondmark-fsck-'))
    await expect(checkWorkspace(folder)).rejects.toMatchObject({ code: 'workspace-missing' })
    rmSync(folder, { recursive: true })
  })

  it('answers typed failures for a foreign, a newer and a missing database', async () => {
    const copy = sample.copy((db) => db.pragma('user_version = 99'))
    const { database } = workspaceFiles(copy.folder)
    await expect(checkWorkspace(copy.folder)).rejects.toMatchObject({ code: 'database-newer' })
    writeFileSync(database, 'not a database, but long enough to be read as one'.repeat(100))
    await expect(checkWorkspace(copy.folder)).rejects.toMatchObject({ code: 'database-foreign' })
    rmSync(database)
    await expect(checkWorkspace(copy.folder)).rejects.toMatchObject({ code: 'database-missing' })
    copy.remove()
  })

  it('goes on after damaged pages and says which parts could not be read', async () => {
    const copy = sample.copy(() => {})
    const { database } = workspaceFiles(copy.folder)
    truncateSync(database, 4096 * 40)
    const result = await checkWorkspace(copy.folder).catch((error: unknown) => error)
    if (result instanceof Error) expect(result).toMatchObject({ code: 'database-damaged' })
    else
      expect(result).toMatchObject({
        ok: false,
        problems: expect.arrayContaining([expect.objectContaining({ code: 'store-integrity' })]),
      })
    copy.remove()
  })

  it('has words for a problem in every language', async () => {
    for (const language of languages) {
      const words = wordsFor(problemSentence({ code: 'index-missing', where: 'statement 17' }), language)
      expect(words).toContain('statement 17')
      expect(words).not.toMatch(/\?\w+\?/)
    }
  })
})
