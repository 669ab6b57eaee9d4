import { createHash } from 'node:crypto'
import { parseVkey } from '../../../core/log/vkey.ts'
import { answer, isRead, type Route } from '../../../platform/http/http-service.ts'
import type { WitnessStore } from './witness-store.ts'

/**
 * What a witness says of itself beside C2SP's call: `/health`, with the size that it cosigned last of each log, and
 * `/forks/{SHA-256 of the origin}`, the proof that a log showed it two views.
 */
export const witnessPages =
  (name: string, logVkeys: () => readonly string[], store: WitnessStore): Route =>
  (request, { pathname }, response) => {
    const [, hash] = /^\/forks\/([0-9a-f]{64})$/.exec(pathname) ?? []
    if (pathname !== '/health' && hash === undefined) return false
    if (!isRead(request, response)) return true
    const forks = store.forks()
    if (hash !== undefined) {
      const found = forks.find(({ origin }) => originHash(origin) === hash)
      if (found === undefined) answer(response, 404, 'no such proof\n')
      else answer(response, 200, found.proof, { 'Content-Type': 'application/json' })
      return true
    }
    const origins = [...new Set(logVkeys().map((vkey) => parseVkey(vkey).name))]
    const sizes = new Map(store.all().map(({ origin, size }) => [origin, size]))
    const said = {
      format: 'bondmark/witness-health/1',
      ok: forks.length === 0,
      name,
      logs: origins.map((origin) => ({
        origin,
        size: sizes.get(origin) ?? 0,
        fork: forks.some((fork) => fork.origin === origin) ? `/forks/${originHash(origin)}` : null,
      })),
    }
    answer(response, 200, `${JSON.stringify(said)}\n`, {
      'Content-Type': 'application/json',
      'Cache-Control': 'no-store',
    })
    return true
  }

/** How pages name a log: the SHA-256 of its origin in hex (C2SP tlog-mirror). */
export const originHash = (origin: string): string => createHash('sha256').update(origin).digest('hex')
