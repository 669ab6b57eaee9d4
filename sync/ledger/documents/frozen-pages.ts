import type { FrozenAnswer, FrozenDocumentTold } from '../../../core/contract/frozen-documents.ts'
import { toBase64Url } from '../../../core/encoding/base64.ts'
import { answer, isRead, type Route } from '../../../platform/http/http-service.ts'
import { readDocumentRefusal } from '../../documents/document-refusal.ts'
import type { DocumentShelf, StoredFrozen } from './document-shelf.ts'

/** Frozen documents in one answer. */
const FROZEN_MAX = 100

/** `/frozen` and `/frozen?before=N`: documents that are followed no further, the newest first, each with its signed word. */
export const frozenPages =
  (shelf: Pick<DocumentShelf, 'frozen'>): Route =>
  (request, { pathname, searchParams }, response) => {
    if (pathname !== '/frozen') return false
    if (!isRead(request, response)) return true
    const before = searchParams.get('before')
    if (before !== null && !/^[1-9]\d{0,11}$/.test(before)) {
      answer(response, 400, 'before is a number\n')
      return true
    }
    const said = frozenBefore(shelf, before === null ? null : Number(before))
    answer(response, 200, `${JSON.stringify(said)}\n`, {
      'Content-Type': 'application/json',
      'Cache-Control': 'no-cache',
    })
    return true
  }

/** A page of frozen documents: those numbered below `before`, or the newest. */
export function frozenBefore(shelf: Pick<DocumentShelf, 'frozen'>, before: number | null): FrozenAnswer {
  const found = shelf.frozen(before ?? Number.MAX_SAFE_INTEGER, FROZEN_MAX + 1)
  const page = found.slice(0, FROZEN_MAX)
  return {
    format: 'bondmark/frozen/1',
    frozen: page.flatMap((each) => told(each) ?? []),
    next: found.length > FROZEN_MAX ? (page.at(-1)?.n ?? null) : null,
  }
}

/** Null for bytes that are no word any more: `ledger fsck` names them. */
function told({ n, bytes, signature }: StoredFrozen): FrozenDocumentTold | null {
  const refusal = readDocumentRefusal(bytes)
  if (refusal === null) return null
  const { document, by, changeHash, reason, at } = refusal
  return {
    n,
    document,
    by,
    change: changeHash,
    code: reason.code,
    detail: reason.detail,
    at,
    refusal: toBase64Url(bytes),
    signature: toBase64Url(signature),
  }
}
