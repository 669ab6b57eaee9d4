import iconv from 'iconv-lite'
import { ArchiveReader } from '../../core/archive/batch-archive.ts'
import { verifyArchive } from '../../core/archive/verify-archive.ts'
import { checkRules } from '../../core/decision/check/check-rules.ts'
import { readHistory } from '../../core/decision/history-file.ts'
import { readRuleSet } from '../../core/decision/rule-set.ts'
import { fromBase64, fromBase64Url } from '../../core/encoding/base64.ts'
import { CborReader } from '../../core/encoding/cbor-reader.ts'
import { fromHex } from '../../core/encoding/hex.ts'
import { eventIdOf, hashDocument } from '../../core/epcis/event-hash.ts'
import { readEpcis, readForHash } from '../../core/epcis/read-epcis.ts'
import { everyEvent } from '../../core/epcis/station-events.stub.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { verifyEvidence } from '../../core/evidence/evidence.ts'
import { readEvidence } from '../../core/evidence/evidence-file.ts'
import { readManifest } from '../../core/evidence/manifest.ts'
import { parseTrustFile } from '../../core/evidence/trust.ts'
import { parseEpc } from '../../core/gs1/epc.ts'
import { parseScan } from '../../core/gs1/parse-scan.ts'
import { checkSeal } from '../../core/label/check-seal.ts'
import { parsePhc } from '../../core/label/phc.ts'
import { normalisePin } from '../../core/label/pin.ts'
import { mixedCaseContent, palletContent, unitContent } from '../../core/label/template/content.stub.ts'
import { readTemplate } from '../../core/label/template/read-template.ts'
import { shippedTemplates } from '../../core/label/template/shipped.ts'
import { eventFaults } from '../../core/lifecycle/event-faults.ts'
import { lifeKeyOf } from '../../core/lifecycle/event-steps.ts'
import { MemoryBook } from '../../core/lifecycle/memory-book.ts'
import { readSteps } from '../../core/lifecycle/read-steps.ts'
import { takeStatement } from '../../core/lifecycle/take-statement.ts'
import { parseCheckpoint } from '../../core/log/checkpoint.ts'
import { parseNote } from '../../core/log/note-text.ts'
import { decodeEntryBundle, encodeEntryBundle, parseTilePath } from '../../core/log/tiles.ts'
import { parseTlogProof, verifyTlogProof } from '../../core/log/tlog-proof.ts'
import { parseVkey } from '../../core/log/vkey.ts'
import { readMembership } from '../../core/membership/membership.ts'
import { readMembershipFile } from '../../core/membership/membership-file.ts'
import { readPlan } from '../../core/plan/read-plan.ts'
import { canonicalBytes, parseCanonical } from '../../core/statement/canonical-json.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import { readEquivocationProof } from '../../core/statement/equivocation.ts'
import { whyNotHandoverRecord } from '../../core/statement/handover.ts'
import { parseIssuer } from '../../core/statement/issuer.ts'
import { readStatement } from '../../core/statement/statement.ts'
import { findFourByteStatus } from '../../drivers/printers/tspl/four-byte-status.ts'
import { findStatusByte } from '../../drivers/printers/tspl/status-byte.ts'
import { findErrorStatus } from '../../drivers/printers/zpl/error-status.ts'
import { findHostStatus } from '../../drivers/printers/zpl/host-status.ts'
import { findLabelCount } from '../../drivers/printers/zpl/label-count.ts'
import { drawPage } from '../../drivers/render/draw-page.ts'
import { layOutLabel } from '../../drivers/render/lay-out-label.ts'
import { templateMedia } from '../../drivers/render/media.ts'
import type { Framer } from '../../drivers/scanners/framed.ts'
import { readReportDescriptor } from '../../drivers/scanners/hid/report-descriptor.ts'
import { hidKeyboardModels } from '../../drivers/scanners/hid-keyboard/hid-keyboard-models.ts'
import { createKeyboardFramer } from '../../drivers/scanners/hid-keyboard/keyboard-framer.ts'
import { keyboardReports } from '../../drivers/scanners/hid-keyboard/keyboard-reports.ts'
import { fitHidPosModel } from '../../drivers/scanners/hid-pos/fit-model.ts'
import { createHidPosFramer } from '../../drivers/scanners/hid-pos/hid-pos-framer.ts'
import { hidPosModels } from '../../drivers/scanners/hid-pos/hid-pos-models.ts'
import { createScriptFramer } from '../../drivers/scanners/script-framer.ts'
import { createSerialFramer } from '../../drivers/scanners/serial/serial-framer.ts'
import { readSerialFraming } from '../../drivers/scanners/serial/serial-framing.ts'
import { createHidKeyboardDevice } from '../../drivers/simulators/scanners/hid-keyboard-device.ts'
import { createHidPosDevice } from '../../drivers/simulators/scanners/hid-pos-device.ts'
import { sizeInTarHeader, tarHeader } from '../../main/backup/archive-layout.ts'
import { readPassphrase } from '../../main/backup/passphrase.ts'
import { readShiftScript } from '../../main/replay/shift-script.ts'
import { readInstant } from '../../platform/clock/clock.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { formatWitnessRequest, parseWitnessRequest } from '../../sync/ledger/witness/witness-request.ts'
import {
  decodeMessage,
  encodeMessage,
  ledgerMessage,
  stationMessage,
} from '../../sync/replication/session-message.ts'
import type { Decoder } from './decoder.ts'
import * as sample from './samples.ts'
import { simulatorDecoders } from './simulator-decoders.ts'
import { syncFileDecoders } from './sync-file-decoders.ts'

const { utf8, fixture } = sample
/** Texts come as well-formed UTF-8: files and frames are decoded before their readers see them. */
const ofText =
  (decode: (text: string) => unknown) =>
  (bytes: Uint8Array): unknown =>
    decode(new TextDecoder().decode(bytes))
/** Settings come as JSON, which is read before. */
const ofJson = (decode: (value: unknown) => unknown) =>
  ofText((text) => {
    let value: unknown = text
    try {
      value = JSON.parse(text)
    } catch {
      // No JSON: any text is handed on as it is.
    }
    return decode(value)
  })
/** Texts of scanners and printers: any byte is a character. */
const ofLatin1 =
  (decode: (text: string) => unknown) =>
  (bytes: Uint8Array): unknown =>
    decode(Buffer.from(bytes).toString('latin1'))

const scans = (
  JSON.parse(Buffer.from(fixture('gs1', 'scans.json')).toString()) as {
    scans: { expected: { input: string } }[]
  }
).scans.map(({ expected }) => utf8(expected.input))
const plans = ['day-1', 'mistakes', 'quick', 'whole-cases'].map((name) =>
  fixture('plans', `${name}.csv`).slice(0, 6_000),
)
const epcis = [
  'ReferenceEventHashAlgorithm',
  'epcisDocWithAllGS1Keys',
  'epcisDocWithSingleEvent',
  'epcisEventWithCURIEs',
].map((name) => fixture('vectors', 'epcis-event-hash', `${name}.jsonld`))
const json = ['arrays', 'french', 'structures', 'values', 'weird'].map((name) =>
  fixture('vectors', 'json-canonicalization', 'output', `${name}.json`),
)

/** Pushes the bytes in pieces whose lengths the bytes themselves give. */
const framed = (make: () => Framer) => (bytes: Uint8Array) => {
  const framer = make()
  for (let at = 0; at < bytes.length; ) {
    const length = 1 + ((bytes[at] ?? 0) % 64)
    framer.push(bytes.subarray(at, at + length))
    at += length
  }
  framer.flush()
}

/** Hands the bytes over as reports of one length, with a silence where a byte says so. */
const reported = (length: number, make: () => Framer) => (bytes: Uint8Array) => {
  const framer = make()
  for (let at = 0; at < bytes.length; at += length) {
    framer.push(bytes.subarray(at, at + length))
    if ((bytes[at] ?? 0) > 250) framer.idle()
  }
  framer.flush()
}
const joined = (pieces: readonly Uint8Array[]) => Uint8Array.from(pieces.flatMap((piece) => [...piece]))
const keyboards = (['boot', 'with-id', 'bitmap'] as const).flatMap((name) => {
  const device = createHidKeyboardDevice({ reports: name, separator: 'alt-keypad' })
  const [model] = hidKeyboardModels
  if (!model || !device.reportDescriptor) throw new Error('no keyboard')
  const reports = keyboardReports(readReportDescriptor(device.reportDescriptor), name)
  return [{ name, device, framer: () => createKeyboardFramer(reports, model) }]
})
const descriptors = [createHidPosDevice(), ...keyboards.map(({ device }) => device)].flatMap(
  ({ reportDescriptor }) => reportDescriptor ?? [],
)

/** Lays out what a document says of a label, and draws it. */
function layOutDocument(bytes: Uint8Array): void {
  const template = readTemplate(bytes)
  const content = { unit: unitContent, case: mixedCaseContent, pallet: palletContent }[template.kind]
  drawPage(layOutLabel(template, content, templateMedia(template, 8), 'zh-CN'))
}

/** Asks a CBOR reader for what the bytes say comes next, until it refuses or ends. */
function walkCbor(bytes: Uint8Array): void {
  const reader = new CborReader(bytes, 'statement-malformed')
  while (!reader.done) {
    const major = (bytes[reader.offset] ?? 0) >>> 5
    if (major === 0) reader.uint()
    else if (major === 1) reader.negativeInt()
    else if (major === 2) reader.bytes()
    else if (major === 3) reader.text(1_000)
    else if (major === 4) reader.array()
    else reader.map()
  }
}

const urns = ['id:sgtin:9506000.013435.A1', 'id:sscc:9506000.0000000012', 'class:lgtin:9506000.013435.L1']
  .map((name) => utf8(`urn:epc:${name}`))
  .concat(utf8('https://example.com/a/01/9506000134352/22/2A/21/A%2F1?x=1'))
/** Ours, and one that others state: those are judged by the whole of EPCIS. */
const loggedEvents = [
  ...everyEvent.map(([, event]) => event),
  { ...everyEvent[0]?.[1], bizStep: 'shipping', 'bm:more': [{ 'bm:a': 1 }] },
].map((event) => utf8(JSON.stringify(event)))

/** As a ledger judges an event that it has logged. */
function judgeEvent(bytes: Uint8Array): void {
  const { json } = readForHash(bytes) ?? {}
  eventFaults(json)
  const { steps } = readSteps(contentTypes.event, json)
  takeStatement(new MemoryBook(), { place: 0, kid: 'a', steps })
}

const eventId = (event: unknown) => eventIdOf(event)
const hello = {
  type: 'hello',
  versions: [2],
  wants: 'batch',
  clock: 1_790_000_000_000,
  station: 'https://id.bondmark.example/org/a/station/LBL07',
  kid: 'ab'.repeat(32),
  challenge: 'A'.repeat(43),
} as const

export const decoders: readonly Decoder[] = [
  { name: 'scan', corpus: scans, decode: ofLatin1(parseScan) },
  { name: 'scan-of-any-script', corpus: scans, decode: ofText(parseScan) },
  {
    name: 'epc',
    corpus: [
      utf8('https://id.gs1.org/01/09506000110011/21/B7Q'),
      utf8('https://id.gs1.org/00/395060000070000019'),
    ],
    decode: ofText(parseEpc),
  },
  {
    name: 'serial-framer',
    corpus: scans.map((scan) => Uint8Array.from([...scan, 13])),
    decode: framed(() => createSerialFramer()),
  },
  {
    name: 'serial-framer, prefix and suffix of several bytes',
    corpus: scans.map((scan) => Uint8Array.from([2, 0x23, ...scan, 3, 13, 10])),
    decode: framed(() => createSerialFramer({ prefix: [2, 0x23], suffix: [3, 13, 10], aim: 'always' })),
  },
  {
    name: 'serial-framing',
    corpus: [utf8('{"prefix":[2],"suffix":[3,13],"aim":"always","silenceMs":100,"bytesMax":100}')],
    decode: ofJson(readSerialFraming),
  },
  ...hidPosModels.map(
    (model): Decoder => ({
      name: `hid-pos-framer, ${model.reportBytes} bytes`,
      corpus: [joined(createHidPosDevice().piecesOf({ aim: ']d2', text: '0109506000110011' }))],
      decode: framed(() => createHidPosFramer(model)),
    }),
  ),
  {
    name: 'report-descriptor',
    corpus: descriptors,
    decode: (bytes) => {
      const descriptor = readReportDescriptor(bytes)
      fitHidPosModel(descriptor)
      keyboardReports(descriptor, 'fuzzed')
    },
  },
  ...keyboards.map(
    ({ name, device, framer }): Decoder => ({
      name: `keyboard-framer, ${name}`,
      corpus: [joined(device.piecesOf({ aim: ']C1', text: '10A\x1d21B' }))],
      decode: reported((device.piecesOf({ aim: '', text: 'a' })[0] ?? new Uint8Array()).length, framer),
    }),
  ),
  { name: 'script-framer', corpus: scans, decode: framed(createScriptFramer) },
  { name: 'statement', corpus: sample.statements, decode: readStatement },
  {
    name: 'handover',
    corpus: sample.statements,
    decode: (bytes) => whyNotHandoverRecord(readStatement(bytes)),
  },
  { name: 'cbor', corpus: [...sample.statements, sample.evidence], decode: walkCbor },
  { name: 'canonical-json', corpus: json, decode: (bytes) => canonicalBytes(parseCanonical(bytes)) },
  { name: 'issuer', corpus: [utf8(hello.station)], decode: ofText(parseIssuer) },
  {
    name: 'equivocation-proof',
    corpus: [sample.equivocation],
    decode: (bytes) => readEquivocationProof(bytes, verifyEd25519),
    cost: 4,
  },
  ...syncFileDecoders,
  { name: 'manifest', corpus: [sample.manifest], decode: readManifest },
  {
    name: 'membership-file',
    corpus: [utf8(sample.membershipText)],
    decode: ofText((text) => readMembership(readMembershipFile(text), sample.trust, verifyEd25519)),
    cost: 4,
  },
  { name: 'trust-file', corpus: [utf8(JSON.stringify(sample.trust))], decode: ofText(parseTrustFile) },
  {
    name: 'evidence-file',
    corpus: [sample.evidence],
    decode: (bytes) => readEvidence(sample.withDigest(bytes)),
    cost: 2,
  },
  {
    name: 'evidence',
    corpus: [sample.evidence],
    decode: (bytes) =>
      verifyEvidence(sample.withDigest(bytes), sample.trust, verifyEd25519, { eventIdOf: eventId }),
    cost: 8,
  },
  {
    name: 'archive',
    corpus: [sample.archive],
    decode: (bytes) =>
      verifyArchive(() => pieces(sample.withDigest(bytes)), {
        trust: sample.trust,
        verify: verifyEd25519,
        eventIdOf: eventId,
        sha256: sha256Native,
        membership: null,
      }),
    cost: 8,
  },
  { name: 'archive-reader', corpus: [sample.archive], decode: (bytes) => readArchive(bytes), cost: 2 },
  { name: 'note', corpus: [utf8(sample.note)], decode: ofText(parseNote) },
  { name: 'checkpoint', corpus: [utf8(sample.checkpoint)], decode: ofText(parseCheckpoint) },
  { name: 'vkey', corpus: sample.vkeys.map(utf8), decode: ofText(parseVkey) },
  { name: 'tlog-proof', corpus: [utf8(sample.proof)], decode: ofText(parseTlogProof) },
  {
    name: 'tlog-proof-verified',
    corpus: [utf8(sample.proof)],
    decode: ofText((proof) =>
      verifyTlogProof({
        proof,
        leaf: sample.manifest,
        logVkey: sample.trust.logs[0] ?? '',
        witnessVkeys: sample.trust.witnesses,
        k: 1,
        verify: verifyEd25519,
      }),
    ),
    cost: 2,
  },
  {
    name: 'tile-path',
    corpus: ['tile/0/000', 'tile/entries/x001/234.p/17'].map(utf8),
    decode: ofText(parseTilePath),
  },
  { name: 'entry-bundle', corpus: [encodeEntryBundle(sample.statements)], decode: decodeEntryBundle },
  {
    name: 'witness-request',
    corpus: [
      utf8(formatWitnessRequest({ oldSize: 3, proof: [new Uint8Array(32)], checkpoint: sample.note })),
    ],
    decode: ofText(parseWitnessRequest),
  },
  {
    name: 'message-of-a-station',
    corpus: [utf8(encodeMessage({ ...hello, versions: [2] }))],
    decode: ofText((text) => decodeMessage(stationMessage, text)),
  },
  {
    name: 'message-of-a-ledger',
    corpus: [utf8(encodeMessage({ type: 'welcome' })), utf8(encodeMessage({ ...hello, versions: [2] }))],
    decode: ofText((text) => decodeMessage(ledgerMessage, text)),
  },
  {
    name: 'label-template',
    corpus: shippedTemplates.map((template) => utf8(JSON.stringify(template))),
    decode: readTemplate,
    cost: 4,
  },
  {
    name: 'label-template, laid out',
    corpus: shippedTemplates.map((template) => utf8(JSON.stringify(template))),
    decode: layOutDocument,
    cost: 20,
  },
  {
    name: 'rule-set',
    corpus: [fixture('rules', 'training.json'), fixture('rules', 'first-format.json')],
    // Whatever has the shape of a rule set is checked to its end.
    decode: (bytes) => checkRules(readRuleSet(bytes, 'rules.json')),
    cost: 4,
  },
  {
    name: 'decision-history',
    corpus: [utf8(JSON.stringify({ format: 'bondmark/decision-history/1', figures: [] }))],
    decode: (bytes) => readHistory(bytes, 'history.json'),
    cost: 4,
  },
  {
    name: 'plan',
    corpus: [
      ...plans,
      ...plans.map((plan) => new Uint8Array(iconv.encode(Buffer.from(plan).toString(), 'gb18030'))),
    ],
    decode: (bytes) =>
      readPlan(bytes, {
        fileName: 'plan.csv',
        decodeGb18030: (raw) => iconv.decode(Buffer.from(raw), 'gb18030'),
      }),
    cost: 4,
  },
  {
    name: 'plan-json',
    corpus: [utf8('[{"asn":"A","line":"1","gtin":"09506000110011","quantity":"3","lot":"L"}]')],
    decode: (bytes) =>
      readPlan(bytes, {
        fileName: 'plan.json',
        decodeGb18030: (raw) => iconv.decode(Buffer.from(raw), 'gb18030'),
      }),
  },
  {
    name: 'shift-script',
    corpus: [fixture('scans', 'quick.ndjson').slice(0, 4_000)],
    decode: (bytes) => readShiftScript(bytes, 'script'),
    cost: 4,
  },
  { name: 'epcis-document', corpus: epcis, decode: readEpcis, cost: 2 },
  { name: 'life-key', corpus: urns, decode: ofText(lifeKeyOf) },
  { name: 'logged-event', corpus: loggedEvents, decode: judgeEvent, cost: 4 },
  { name: 'epcis-hash', corpus: epcis, decode: (bytes) => hashDocument(readForHash(bytes)?.json), cost: 2 },
  { name: 'base64', corpus: ['', 'AAAA', 'AAA=', 'AA=='].map(utf8), decode: ofText(fromBase64) },
  { name: 'base64url', corpus: ['', 'AAAA', '_-8', 'AA'].map(utf8), decode: ofText(fromBase64Url) },
  { name: 'hex', corpus: ['', '00ff', 'abcdef'].map(utf8), decode: ofText(fromHex) },
  { name: 'phc', corpus: [utf8(sample.phc)], decode: ofText(parsePhc) },
  { name: 'pin', corpus: [utf8('A7K2M-9QX4T')], decode: ofText(normalisePin) },
  {
    name: 'seal',
    corpus: [utf8(sample.seal)],
    decode: ofText((text) =>
      checkSeal(text, { keys: sample.sealKeys, verify: verifyEd25519, training: true }),
    ),
  },
  {
    name: 'zpl-host-status',
    corpus: [
      utf8(
        '\u0002030,0,0,1245,000,0,0,0,000,0,0,0\u0003\r\n\u0002000,0,0,0,0,2,4,0,00000000,1,000\u0003\r\n\u00021234,0\u0003\r\n',
      ),
    ],
    decode: ofLatin1(findHostStatus),
  },
  {
    name: 'zpl-error-status',
    corpus: [
      utf8(
        '\u0002\r\n  PRINTER STATUS\r\n   ERRORS:         1 00000000 00000005\r\n   WARNINGS:       0 00000000 00000000\r\n\u0003',
      ),
    ],
    decode: ofLatin1(findErrorStatus),
  },
  { name: 'zpl-label-count', corpus: [utf8('"12345"\r\n')], decode: ofLatin1(findLabelCount) },
  {
    name: 'tspl-four-byte-status',
    corpus: [utf8('\u0002@@@@\u0003\r\n'), utf8('\u0002E@AB\u0003\r\n')],
    decode: ofLatin1(findFourByteStatus),
  },
  { name: 'tspl-status-byte', corpus: [utf8(' '), utf8('\u0005')], decode: ofLatin1(findStatusByte) },
  ...simulatorDecoders,
  { name: 'time', corpus: [utf8('2026-11-22T09:00:00.000+08:00')], decode: ofText(readInstant) },
  {
    name: 'tar-header',
    corpus: [new Uint8Array(tarHeader('backup.json', 100, 1_790_000_000))],
    decode: (bytes) => sizeInTarHeader(Buffer.from(bytes)),
  },
  { name: 'passphrase', corpus: [utf8('a long enough passphrase\n')], decode: readPassphrase },
]

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100)
}

function readArchive(bytes: Uint8Array): void {
  const reader = new ArchiveReader(pieces(bytes))
  reader.digest()
  reader.membership()
  for (const { proof } of reader.entries())
    if (proof.length > bytes.length) throw new BondmarkError('internal')
}
