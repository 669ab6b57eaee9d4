import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseTrustFile } from '../../core/evidence/trust.ts'
import { verifyTlogProof } from '../../core/log/tlog-proof.ts'
import { parseCanonical } from '../../core/statement/canonical-json.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import { issuerUri } from '../../core/statement/issuer.ts'
import { readStatement } from '../../core/statement/statement.ts'
import { WatchedLives } from '../../main/station/watched-lives.stub.ts'
import { StationStore } from '../../main/store/station-store.ts'
import { readProfile } from '../../main/workspace/workspace.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { answerOf, bondmark } from './bondmark.ts'
import { type ShiftAnswer, sample, shiftOf } from './sample.ts'
import {
  answersToScanners,
  filesBelow,
  look,
  makeScratch,
  printedFiles,
  receiptsOf,
  statementsOf,
} from './workspace-on-disk.ts'

const scratch = makeScratch()
const workspace = join(scratch, 'training')
const { expected } = sample('day-1')
let shift: Awaited<ReturnType<typeof answerOf<ShiftAnswer>>>

beforeAll(async () => {
  await bondmark(['init', '--workspace', workspace, '--training'])
  shift = await answerOf<ShiftAnswer>(shiftOf(workspace, 'day-1'), {})
}, 240_000)

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

describe('a full day, replayed', () => {
  it('ends with nothing left to do', () => {
    expect([shift.code, shift.stderr]).toEqual([0, ''])
    expect(shift.json).toMatchObject({ format: 'bondmark/shift/1', ok: true, refused: [] })
  })

  it('answers line by line what is expected', () => {
    expect(shift.json.lines).toEqual(expected.lines)
  })

  it('ends with every unit to be labeled verified', () => {
    const { verified, voided } = expected
    expect(shift.json.labels).toEqual({ verified, voided, uncertain: 0 })
    expect(shift.json.units).toHaveLength(verified)
    expect(shift.json.cases).toHaveLength(expected.cases)
  })

  it('answered scanners with the duplicates, STOPs and refusals of the day', () => {
    const { duplicates, stops, refused } = expected
    expect(answersToScanners(workspace)).toEqual({ duplicates, stops, refused })
  })

  it('gives no identity twice', () => {
    const statements = statementsOf(workspace)
    const serials = look<{ serial: string }>(workspace, 'SELECT serial FROM label_job')
    const { units, cases } = shift.json
    for (const all of [statements.map(({ id }) => id), serials.map(({ serial }) => serial), units, cases])
      expect(new Set(all).size).toBe(all.length)
    const events = statements.filter(({ contentType }) => contentType === contentTypes.event)
    const subjects = events.map(({ bytes }) => readStatement(bytes).subject)
    expect(new Set(subjects).size).toBe(subjects.length)
  })

  it('has a receipt for every statement, and each verifies offline', () => {
    const trust = parseTrustFile(readFileSync(join(workspace, 'trust.json'), 'utf8'))
    const receipts = receiptsOf(workspace)
    expect(receipts.map(({ id }) => id)).toEqual(statementsOf(workspace).map(({ id }) => id))
    expect([shift.json.statements, shift.json.receipts]).toEqual([receipts.length, receipts.length])
    const places = receipts.map(
      ({ bytes, proof }) =>
        verifyTlogProof({
          proof,
          leaf: bytes,
          logVkey: trust.logs[0] ?? '',
          witnessVkeys: trust.witnesses,
          k: trust.k,
          verify: verifyEd25519,
        }).index,
    )
    expect(new Set(places).size).toBe(places.length)
  })

  it('states nothing that is worth less than valid, and its statements tell the lives that its tables hold', () => {
    const store = new StationStore(join(workspace, 'station.sqlite'), { readonly: true })
    try {
      const { consortium, org, station: name } = readProfile(workspace)
      const lives = new WatchedLives(store, issuerUri({ consortium, org, kind: 'station', name }))
      lives.compare()
      expect(lives.judged).toBe(statementsOf(workspace).length)
    } finally {
      store.close()
    }
  })

  it('states events that hash to the eventIDs they carry', async () => {
    const events = statementsOf(workspace)
      .filter(({ contentType }) => contentType === contentTypes.event)
      .map(({ bytes }) => parseCanonical(readStatement(bytes).payload) as { eventID: string })
    const carried = events.map(({ eventID }) => eventID)
    expect(events.length).toBeGreaterThan(expected.verified + expected.cases)
    const bare = join(scratch, 'events.json')
    const document = join(scratch, 'document.jsonld')
    const [first] = events as unknown as { '@context': unknown }[]
    writeFileSync(bare, JSON.stringify(events))
    writeFileSync(
      document,
      JSON.stringify({
        '@context': first?.['@context'],
        type: 'EPCISDocument',
        schemaVersion: '2.0',
        creationDate: '2026-11-22T18:00:00.000+08:00',
        epcisBody: {
          // The document speaks for its events; their own contexts and names are left out.
          eventList: events.map((event) => ({ ...event, '@context': undefined, eventID: undefined })),
        },
      }),
    )
    for (const file of [bare, document]) {
      const { code, stdout } = await bondmark(['epcis', 'hash', file])
      expect([code, stdout.trimEnd().split('\n')]).toEqual([0, carried])
    }
  })

  it('printed each serial once, each under a PIN of its own, and nothing besides', () => {
    const printed = printedFiles(join(workspace, 'printer'))
    expect(printed).toHaveLength(expected.verified + expected.cases)
    const pins = printed.flatMap(({ pin }) => pin ?? [])
    expect(pins).toHaveLength(expected.verified)
    expect(new Set(pins).size).toBe(pins.length)
    const verified = look<{ serial: string }>(
      workspace,
      "SELECT serial FROM label_job WHERE state = 'verified'",
    )
    expect(printed.map(({ serial }) => serial).sort()).toEqual(verified.map(({ serial }) => serial).sort())
  })

  it('keeps no PIN anywhere but on its labels', async () => {
    const evidence = join(workspace, 'unit.evidence')
    const [unit = ''] = shift.json.units
    await bondmark(['evidence', unit, '--workspace', workspace, '--out', evidence])
    const pins = printedFiles(join(workspace, 'printer')).flatMap(({ pin }) => pin ?? [])
    const files = filesBelow(workspace)
    expect(files).toContain(evidence)
    expect(files).toContain(join(workspace, 'station.sqlite'))
    expect(files.some((file) => file.includes('/ledger/'))).toBe(true)
    const spelled = pins.flatMap((pin) => [pin, pin.replace('-', '')])
    for (const file of files) {
      const bytes = readFileSync(file, 'latin1')
      expect(
        spelled.filter((pin) => bytes.includes(pin)),
        file,
      ).toEqual([])
    }
    expect(spelled.filter((pin) => `${shift.stdout}${shift.stderr}`.includes(pin))).toEqual([])
  })

  it('is clean to fsck', async () => {
    const { code, json } = await answerOf<{ ok: boolean; statements: number; problems: unknown[] }>([
      'fsck',
      '--workspace',
      workspace,
    ])
    expect(json.problems).toEqual([])
    expect([code, json.ok, json.statements]).toEqual([0, true, shift.json.statements])
  })

  it('changes nothing when it is run again', async () => {
    const before = statementsOf(workspace)
    const printed = printedFiles(join(workspace, 'printer'))
    const again = await answerOf<ShiftAnswer>(shiftOf(workspace, 'day-1'))
    expect([again.code, again.json]).toEqual([0, shift.json])
    expect(statementsOf(workspace)).toEqual(before)
    expect(printedFiles(join(workspace, 'printer'))).toEqual(printed)
  })
})
