import { readBytes } from './check-statements.ts'
import type { Findings } from './fsck-answer.ts'
import type { StationFile } from './open-station-file.ts'

/** Statements of a block of the index. */
const BLOCK = 32
/** The numbers of the kinds in the table `term`. */
const kinds = { lot: 1, gtin: 2, asn: 3, customsEntry: 4, operator: 5, step: 6 } as const
const VALUE_LENGTH_MAX = 200
const FACTS_MAX = 100

interface BlockRow {
  readonly block: number
  readonly from: number
  readonly to: number
}

interface FactRow {
  readonly kind: number
  readonly value: string
  readonly places: number
}

/**
 * The index of what statements say, block by block, against the statements themselves, by a reading of its own. Statements
 * behind the last block are in no index yet: whoever looks for something reads them.
 */
export async function checkFacts(db: StationFile, findings: Findings): Promise<void> {
  // Both begin with the block: the table's own key begins with the term.
  db.exec(`CREATE TEMP TABLE facts_by_block AS SELECT block, kind, value, places FROM main.fact JOIN main.term ON term.n = fact.term;
    CREATE INDEX temp.facts_by_block_at ON facts_by_block (block)`)
  const blocks = db.prepare<[number], BlockRow>(
    'SELECT block, from_ms AS "from", to_ms AS "to" FROM fact_block WHERE block > ? ORDER BY block LIMIT 100',
  )
  const stored = db.prepare<[number], FactRow>(
    'SELECT kind, value, places FROM temp.facts_by_block WHERE block = ?',
  )
  const said = db.prepare<[number, number], { n: number; t: string; bytes: Buffer }>(
    'SELECT n, t, bytes FROM statement WHERE n > ? AND n <= ? ORDER BY n',
  )
  let last = -1
  for (let page = blocks.all(last); page.length > 0; page = blocks.all(last)) {
    for (const { block, from, to } of page) {
      const where = `block ${block}`
      if (block !== last + 1) findings.add('facts-missing', `block ${last + 1}`)
      last = block
      const rows = said.all(block * BLOCK, (block + 1) * BLOCK)
      const times = rows.map(({ t }) => Date.parse(t))
      if (rows.length !== BLOCK || Math.min(...times) !== from || Math.max(...times) !== to)
        findings.add('facts-differ', `${where}, time`)
      const expected = placesOf(rows)
      for (const { kind, value, places } of stored.all(block)) {
        const key = `${kind} ${value}`
        if (expected.get(key) !== places) findings.add('facts-differ', `${where}, ${value}`)
        expected.delete(key)
      }
      for (const key of expected.keys())
        findings.add('facts-missing', `${where}, ${key.slice(key.indexOf(' ') + 1)}`)
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  const beyond = db.prepare<[number], number>('SELECT count(*) FROM fact WHERE block > ?').pluck().get(last)
  if (beyond) findings.add('facts-differ', `block ${last + 1}`)
}

/** `kind value` → the statements of a block that say it, as bits. */
function placesOf(rows: readonly { n: number; bytes: Buffer }[]): Map<string, number> {
  const places = new Map<string, number>()
  for (const { n, bytes } of rows) {
    for (const key of statedBy(bytes)) places.set(key, (places.get(key) ?? 0) + 2 ** ((n - 1) % BLOCK))
  }
  return places
}

function statedBy(bytes: Buffer): Set<string> {
  const statement = readBytes(bytes)
  if (!statement) return new Set()
  const payload = JSON.parse(Buffer.from(statement.payload).toString('utf8')) as Json
  const record = /^application\/vnd\.bondmark\.(.+)\+json$/.exec(statement.contentType)?.[1]
  const stated: [keyof typeof kinds, unknown][] =
    record === undefined
      ? ofEvent(payload)
      : [
          ['step', record],
          ...(['operator', 'asn', 'customsEntry', 'lot', 'gtin'] as const).map(
            (kind): [keyof typeof kinds, unknown] => [kind, payload?.[kind]],
          ),
        ]
  const keys = stated.flatMap(([kind, value]) =>
    typeof value === 'string' && value !== '' && value.length <= VALUE_LENGTH_MAX
      ? [`${kinds[kind]} ${value}`]
      : [],
  )
  return new Set([...new Set(keys)].slice(0, FACTS_MAX))
}

type Json = Readonly<Record<string, unknown>> | null

function ofEvent(event: Json): [keyof typeof kinds, unknown][] {
  const list = <T>(name: string) => (Array.isArray(event?.[name]) ? (event[name] as T[]) : [])
  const classes = list<{ epcClass?: unknown } | null>('quantityList').map((entry) => entry?.epcClass)
  const notices = list<{ type?: unknown; bizTransaction?: unknown } | null>('bizTransactionList')
  return [
    ['step', event?.bizStep],
    ['operator', event?.['bm:operator']],
    ['customsEntry', event?.['bm:customsEntry']],
    ['lot', (event?.ilmd as Json | undefined)?.['cbvmda:lotNumber']],
    ...notices.flatMap((notice): [keyof typeof kinds, unknown][] =>
      notice?.type === 'desadv' ? [['asn', numberIn(notice.bizTransaction)]] : [],
    ),
    ...[...list('epcList'), ...list('childEPCs'), ...classes].flatMap(inEpc),
  ]
}

function numberIn(uri: unknown): string | null {
  if (typeof uri !== 'string' || !/^urn:epcglobal:cbv:bt:\d{13}:./.test(uri)) return null
  return unescaped(uri.split(':').slice(5).join(':'))
}

/** As it is written, where it is not well escaped. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function inEpc(epc: unknown): [keyof typeof kinds, unknown][] {
  const found =
    typeof epc === 'string' ? /^https:\/\/id\.gs1\.org\/01\/(\d{14})(?:\/(10|21)\/(.+))?$/.exec(epc) : null
  if (!found) return []
  const [, gtin, qualifier, value = ''] = found
  return qualifier === '10'
    ? [
        ['gtin', gtin],
        ['lot', unescaped(value)],
      ]
    : [['gtin', gtin]]
}
