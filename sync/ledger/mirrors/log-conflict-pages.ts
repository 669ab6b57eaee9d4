import {
  type LogConflictRecord,
  type LogConflictsAnswer,
  logConflictRecord,
} from '../../../core/contract/log-conflict.ts'
import { toBase64Url } from '../../../core/encoding/base64.ts'
import { answer, isRead, type Route } from '../../../platform/http/http-service.ts'
import type { BetweenStore, StoredLogConflict } from './between-store.ts'

/** Conflicts in one answer. */
const CONFLICTS_MAX = 100

/** `/log-conflicts?from=N`: what this log and others say of one thing and cannot both be so, as it was found and settled. */
export const logConflictPages =
  (store: BetweenStore): Route =>
  (request, { pathname, searchParams }, response) => {
    if (pathname !== '/log-conflicts') return false
    if (!isRead(request, response)) return true
    const from = searchParams.get('from') ?? '0'
    if (!/^\d{1,12}$/.test(from)) {
      answer(response, 400, 'from is a number\n')
      return true
    }
    const found = store.records(Number(from), CONFLICTS_MAX + 1)
    const said: LogConflictsAnswer = {
      format: 'bondmark/log-conflicts/1',
      conflicts: found.slice(0, CONFLICTS_MAX).map(signedConflict),
      next: found[CONFLICTS_MAX]?.n ?? null,
    }
    answer(response, 200, `${JSON.stringify(said)}\n`, {
      'Content-Type': 'application/json',
      'Cache-Control': 'no-cache',
    })
    return true
  }

/** A record and its signature, as answers carry them. */
export function signedConflict({ record, signature }: StoredLogConflict): {
  conflict: LogConflictRecord
  signature: string
} {
  const conflict = logConflictRecord.parse(JSON.parse(Buffer.from(record).toString('utf8')))
  return { conflict, signature: toBase64Url(signature) }
}
