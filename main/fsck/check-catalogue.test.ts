import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canonicalText } from '../../core/catalogue/canonical-row.ts'
import { approvers, membershipOf } from '../../core/rules/approvers.stub.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { openCatalogueFile, RowWriter } from '../catalogue/catalogue-file.ts'
import { applySnapshot } from '../catalogue/snapshot/apply-snapshot.ts'
import { makeSnapshot } from '../catalogue/snapshot/make-snapshot.ts'
import { openPack } from '../catalogue/snapshot/pack-file.ts'
import { furnishCatalogue } from '../training/sample-catalogue.ts'
import { checkCatalogue } from './check-catalogue.ts'
import { Findings } from './fsck-answer.ts'
import type { KnownKeys } from './known-keys.ts'

const folder = mkdtempSync(join(tmpdir(), 'bondmark-fsck-catalogue-'))
afterAll(() => rmSync(folder, { recursive: true }))

const file = join(folder, 'catalogue.sqlite')
const membership = membershipOf()
// All of the keys that this check asks for.
const keys = { own: membership, profile: { consortium: 'trace.example' } } as unknown as KnownKeys

beforeAll(async () => {
  await furnishCatalogue(file)
  const db = openCatalogueFile(file)
  const out = join(folder, '1.catalogue')
  const t = '2026-11-22T09:00:00.000+08:00'
  const consortium = 'trace.example'
  makeSnapshot({
    db,
    consortium,
    before: null,
    createdAt: t,
    signer: approvers.zhao,
    out,
    isKnown: () => false,
  })
  const more = { id: 'own-brand', name: 'Own', owner: 'Nobody' }
  new RowWriter(db, 'local').put('brands', { key: more.id, body: canonicalText(more) })
  db.close()
  const trust = { consortium, memberships: [membership], verify: verifyEd25519 }
  await applySnapshot(openPack(out), { catalogue: file, trust, t, onProgress: () => {} })
})

/** What is found when the file was changed so; the change is taken back. */
function foundAfter(...sql: readonly string[]): string[] {
  const copy = join(folder, 'copy.sqlite')
  rmSync(copy, { force: true })
  const source = new Sqlite(file)
  source.exec(`VACUUM INTO '${copy}'`)
  source.close()
  const db = new Sqlite(copy)
  for (const one of sql) db.exec(one)
  db.close()
  const findings = new Findings()
  checkCatalogue(copy, keys, findings)
  return findings.all().map(({ code, where }) => `${code}: ${where}`)
}

describe('fsck of the catalogue', () => {
  it('finds nothing wrong with one that is as it was signed, nor with none', () => {
    expect(foundAfter()).toEqual([])
    const findings = new Findings()
    checkCatalogue(join(folder, 'none.sqlite'), keys, findings)
    expect(findings.all()).toEqual([])
  })

  it.each([
    [
      'a row of the consortium',
      "UPDATE row SET body = replace(body, '\"AU\"', '\"NZ\"') WHERE origin = 'consortium' AND tbl = 1",
      'products',
    ],
    ['its key', "UPDATE row SET key = 'x' WHERE origin = 'consortium' AND key = 'koala-meadow'", 'brands'],
    [
      'one that is gone',
      "DELETE FROM row WHERE origin = 'consortium' AND tbl = 6 AND key = 'harbour-laboratory'",
      'agencies',
    ],
    [
      'one that was added',
      'INSERT INTO row (tbl, key, origin, name, body) VALUES (5, \'x\', \'consortium\', \'X\', \'{"country":"AU","id":"x","name":"X"}\')',
      'sellers',
    ],
    [
      'a local row',
      "UPDATE row SET body = '{}' WHERE origin = 'local' AND key = 'own-brand'",
      'brands, own-brand',
    ],
    [
      'the name it is found by',
      "UPDATE row SET name = 'Other' WHERE origin = 'local' AND key = 'own-brand'",
      'brands, own-brand',
    ],
    ['a count', 'UPDATE tally SET n = n + 1 WHERE tbl = 3', 'tally 3'],
  ])('finds %s that is not what it was', (_, sql, where) => {
    expect(foundAfter(sql).join('\n')).toContain(`catalogue-damaged: ${where}`)
  })

  it.each(['hash', 'created_at', 'manifest'])(
    'finds a snapshot whose %s is not what was signed',
    (column) => {
      const change = `UPDATE snapshot SET ${column} = '${'0'.repeat(64)}'`
      expect(foundAfter('DROP TRIGGER snapshot_no_update', change)).toEqual(['catalogue-damaged: snapshot 1'])
    },
  )

  it('finds a statement that nobody has signed', () => {
    const change = 'UPDATE snapshot SET statement = zeroblob(length(statement))'
    expect(foundAfter('DROP TRIGGER snapshot_no_update', change)).toEqual(['catalogue-damaged: snapshot 1'])
  })
})
