import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canonicalText } from '../../core/catalogue/canonical-row.ts'
import { rowOfCells } from '../../core/catalogue/columns.ts'
import { readSnapshot, type SignedSnapshot } from '../../core/catalogue/snapshot/snapshot-manifest.ts'
import { keyOf } from '../../core/catalogue/tables.ts'
import { approvers, membershipOf } from '../../core/rules/approvers.stub.ts'
import { openCatalogueFile, RowWriter } from '../../main/catalogue/catalogue-file.ts'
import { applySnapshot } from '../../main/catalogue/snapshot/apply-snapshot.ts'
import { makeSnapshot } from '../../main/catalogue/snapshot/make-snapshot.ts'
import { openPack, type Pack } from '../../main/catalogue/snapshot/pack-file.ts'
import { type CatalogueReader, openCatalogue } from '../../platform/catalogue/catalogue-reader.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { grouped, msOf, quantile, type Row } from './row.ts'
import { sampleGoods } from './sample-goods.ts'

const P99_MS = 1
const LOOK_UPS = 20_000
const t = '2026-11-22T09:00:00.000+08:00'
const trust = { consortium: 'trace.example', memberships: [membershipOf()], verify: verifyEd25519 }

/** What is looked up while a plan is decided, and what a person asks. */
const lookUps: Readonly<Record<string, (reader: CatalogueReader, at: number) => boolean>> = {
  product: (reader, at) => reader.product(`0${sampleGoods(at).gtin}`) !== null,
  maker: (reader, at) => reader.manufacturer(`Manufacturer ${at % 9000} Co., Ltd.`) !== null,
  reports: (reader, at) => reader.factoryReports(`Manufacturer ${at % 9000} Co., Ltd.`, 'x').length > 0,
  figures: (reader, at) => reader.figures(`0${sampleGoods(at - (at % 10)).gtin}`, 'LOT-1') !== null,
}

/**
 * A catalogue of so many products: its look-ups (DESIGN §11), a snapshot of it made and applied whole, and the next version,
 * in which one product of a hundred differs, applied as a difference: changed here and there, and within one run of numbers.
 */
export async function benchLargeCatalogue(products: number): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'bondmark-bench-catalogue-'))
  try {
    const own = join(folder, 'own.sqlite')
    process.stderr.write('\rmaking a catalogue')
    fill(own, products)
    const made = timed(() => make(own, join(folder, '1.catalogue'), null))
    const first = openPack(join(folder, '1.catalogue'))
    const signed = readSnapshot(first.manifest, trust)
    const catalogue = join(folder, 'catalogue.sqlite')
    const whole = await applied(first, catalogue)
    const reader = openCatalogue(catalogue)
    const times = Object.entries(lookUps).map(
      ([name, look]) => [name, timesOf(reader, look, products)] as const,
    )
    reader.close()
    const scattered = await difference(
      { own, folder, before: signed, catalogue, version: 2 },
      products,
      (n) => n * 100,
    )
    const inOneRun = await difference(
      { own, folder, before: scattered.signed, catalogue, version: 3 },
      products,
      (n) => Math.floor(products / 3) + n,
    )
    const p99 = Math.max(...times.map(([, ms]) => quantile(ms, 0.99)))
    const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`
    const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`
    return {
      work: `look-ups with ${grouped(products)} products`,
      budget: `p99 < ${P99_MS} ms`,
      figure: times
        .map(
          ([name, ms]) =>
            `${name} p50 ${(quantile(ms, 0.5) * 1000).toFixed(0)} µs, p99 ${(quantile(ms, 0.99) * 1000).toFixed(0)} µs`,
        )
        .join('; '),
      met: p99 < P99_MS,
      peers: [
        `snapshot made in ${seconds(made.ms)}: ${mb(statSync(join(folder, '1.catalogue')).size)}, ${grouped(made.result.chunks)} chunks; catalogue.sqlite ${mb(statSync(catalogue).size)}`,
        `applied whole in ${seconds(whole.ms)}, ${mb(whole.fetchedBytes)} fetched`,
        `1 % changed all over: ${seconds(scattered.ms)}, ${mb(scattered.fetchedBytes)} in ${grouped(scattered.fetched)} chunks`,
        `1 % changed in one run of numbers: ${seconds(inOneRun.ms)}, ${mb(inOneRun.fetchedBytes)} in ${grouped(inOneRun.fetched)} chunks`,
      ],
      numbers: {
        p99Ms: p99,
        wholeMs: whole.ms,
        scatteredMs: scattered.ms,
        scatteredBytes: scattered.fetchedBytes,
        inOneRunMs: inOneRun.ms,
        inOneRunBytes: inOneRun.fetchedBytes,
      },
    }
  } finally {
    if (existsSync(folder)) rmSync(folder, { recursive: true })
  }
}

function fill(file: string, products: number): void {
  const db = openCatalogueFile(file)
  const writer = new RowWriter(db, 'local')
  db.transaction(() => {
    for (let at = 0; at < products; at++) {
      putProduct(writer, at, '')
      if (at % 10 === 0)
        putRow(writer, 'figures', {
          gtin: sampleGoods(at).gtin ?? '',
          lot: 'LOT-1',
          sold: '100',
          refunded: '1',
          complaints: '0',
          as_of: '2026-11-01',
        })
    }
    for (let at = 0; at < 9000; at++) {
      putRow(writer, 'manufacturers', { id: `m-${at}`, name: `Manufacturer ${at} Co., Ltd.`, country: 'AU' })
      for (const id of ['FE-1', 'FE-2'])
        putRow(writer, 'certificates', {
          manufacturer: `m-${at}`,
          id,
          kind: 'factory-evaluation',
          from: '2025-01-01',
          until: '2027-01-01',
        })
    }
  })()
  db.close()
}

const putProduct = (writer: RowWriter, at: number, change: string) =>
  putRow(writer, 'products', sampleGoods(at, change))

function putRow(
  writer: RowWriter,
  table: 'products' | 'manufacturers' | 'certificates' | 'figures',
  cells: Readonly<Record<string, string>>,
): void {
  const read = rowOfCells(table, cells)
  if ('issues' in read) throw new Error(JSON.stringify(read.issues))
  writer.put(table, { key: keyOf(table, read.row as never), body: canonicalText(read.row) })
}

function make(file: string, out: string, before: SignedSnapshot | null) {
  const db = openCatalogueFile(file)
  try {
    const { consortium } = trust
    return makeSnapshot({
      db,
      consortium,
      before,
      createdAt: t,
      signer: approvers.zhao,
      out,
      isKnown: () => false,
    })
  } finally {
    db.close()
  }
}

async function applied(pack: Pack, catalogue: string) {
  const start = performance.now()
  const done = await applySnapshot(pack, { catalogue, trust, t, onProgress: () => {} })
  return { ...done, ms: performance.now() - start }
}

async function difference(
  of: {
    readonly own: string
    readonly folder: string
    readonly before: SignedSnapshot
    readonly catalogue: string
    readonly version: number
  },
  products: number,
  placeOf: (n: number) => number,
) {
  const db = openCatalogueFile(of.own)
  const writer = new RowWriter(db, 'local')
  db.transaction(() => {
    for (let n = 0; n < products / 100; n++) putProduct(writer, placeOf(n), ` v${of.version}`)
  })()
  db.close()
  const out = join(of.folder, `${of.version}.catalogue`)
  make(of.own, out, of.before)
  const pack = openPack(out)
  const done = await applied(pack, of.catalogue)
  return { ...done, signed: readSnapshot(pack.manifest, trust) }
}

function timesOf(
  reader: CatalogueReader,
  look: (reader: CatalogueReader, at: number) => boolean,
  products: number,
): number[] {
  const times: number[] = []
  for (let n = 0; n < LOOK_UPS; n++) {
    const at = Math.floor((n * products * 0.618) % products)
    times.push(
      msOf(() => {
        if (!look(reader, at)) throw new Error(`nothing at ${at}`)
      }),
    )
  }
  return times
}

function timed<T>(work: () => T): { readonly ms: number; readonly result: T } {
  const start = performance.now()
  const result = work()
  return { ms: performance.now() - start, result }
}
