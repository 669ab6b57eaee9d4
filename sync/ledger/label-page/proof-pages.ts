import type { ServerResponse } from 'node:http'
import { isSerial } from '../../../core/label/serial.ts'
import { canonicalUnitLink } from '../../../core/label/unit-link.ts'
import { answer, isRead, type Route } from '../../../platform/http/http-service.ts'
import { receiptsOf } from '../log/receipts.ts'
import type { LabelPageSource } from './label-page-source.ts'
import type { ListedKeys } from './listed-keys.ts'
import { evidenceOf } from './unit-evidence.ts'
import { recordOf } from './unit-record.ts'

const byId = /^\/(statement|proof)\/([0-9a-f]{64})$/
const ofUnit = /^\/evidence\/(\d{14})\/([0-9A-Z]{15})$/
/** A statement never changes, nor does its proof under the first checkpoint that covers it: the own log knows which. */
const immutable = 'public, max-age=31536000, immutable'

/**
 * The files behind a label's page: `/statement/{id}` its bytes, `/proof/{id}` a C2SP tlog-proof of it, under
 * the first checkpoint that covers it, `/evidence/{gtin}/{serial}` all of a unit in one file that `bondmark verify` reads.
 */
export const proofPages =
  (
    source: Pick<LabelPageSource, 'origin' | 'sources' | 'memberships' | 'witnessesNeeded'>,
    keys: () => ListedKeys,
  ): Route =>
  (request, { pathname }, response) => {
    const [, what, id] = byId.exec(pathname) ?? []
    const [, gtin, serial] = ofUnit.exec(pathname) ?? []
    if (id === undefined && gtin === undefined) return false
    if (!isRead(request, response)) return true
    if (id !== undefined) sendProof(source, what === 'statement', id, response)
    else if (gtin !== undefined && serial !== undefined && isSerial(serial)) {
      const record = recordOf(source.sources(), canonicalUnitLink(gtin, serial))
      const file = evidenceOf(record, source.memberships(), keys(), source.witnessesNeeded())
      if (file === null) answer(response, 404, 'no such evidence\n')
      else sendFile(response, file, `${gtin}-${serial}.bmev`, 'application/octet-stream', 'no-cache')
    } else answer(response, 404, 'no such evidence\n')
    return true
  }

function sendProof(
  { sources, origin }: Pick<LabelPageSource, 'origin' | 'sources'>,
  isStatement: boolean,
  id: string,
  response: ServerResponse,
): void {
  const source = sources().find(({ log }) => {
    const leaf = log.leafOf(id)
    return leaf !== null && log.checkpointCovering(leaf) !== null
  })
  const statement = source?.log.statementOf(id) ?? null
  if (source === undefined || statement === null) {
    answer(response, 404, 'no such statement\n')
  } else if (isStatement) {
    const type = 'application/cose; cose-type="cose-sign1"'
    sendFile(response, statement.bytes, `${id}.cose`, type, immutable)
  } else {
    const [receipt] = receiptsOf(source.log, [id])
    const cache = source.origin === origin ? immutable : 'no-cache'
    sendFile(response, receipt?.proof ?? '', `${id}.tlog-proof`, 'text/plain; charset=utf-8', cache)
  }
}

function sendFile(
  response: ServerResponse,
  body: Uint8Array | string,
  name: string,
  type: string,
  cache: string,
): void {
  answer(response, 200, body, {
    'Content-Type': type,
    'Cache-Control': cache,
    'Content-Disposition': `attachment; filename="${name}"`,
    'Content-Security-Policy': "default-src 'none'",
    'Access-Control-Allow-Origin': '*',
  })
}
