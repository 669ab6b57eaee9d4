import { join } from 'node:path'
import type { Scope } from '../../core/service/scopes.ts'
import type { RateOptions } from '../../platform/service/rate-limits.ts'
import { openServiceStore, type ServiceStore } from '../../platform/service/service-store.ts'
import { parseCsv } from './plan-rows.ts'

/** A running service of either program, with what a test does to it from outside. */
export interface ServedService {
  /** Where its operations stand under. */
  readonly url: string
  /** What it keeps, as a command beside it opens it. */
  readonly store: ServiceStore
  /** A notice that it knows. */
  readonly asn: string
  close(): Promise<void>
}

/** The service's own file, opened beside it. */
export const besides = (file: string): ServiceStore => openServiceStore(file)

/** Fifteen questions of each caller, and no more while a test runs; two hundred and fifty lines cost five of them. */
export const testRates: RateOptions = {
  ofOne: { burst: 15, perSecond: 0.001 },
  ofAll: { burst: 100_000, perSecond: 1000 },
}

let callers = 0
/** A key for a caller nobody has used yet. */
export function keyFor(
  { store }: Pick<ServedService, 'store'>,
  scopes: readonly Scope[] = ['decide', 'read', 'changes'],
): string {
  return store.keys.add(`caller-${++callers}`, scopes, new Date().toISOString()).key
}

export const bearer = (key: string): Record<string, string> => ({ Authorization: `Bearer ${key}` })

/** Rows of the sample plan, as another system would ask about them. */
export const sampleRows = (): Record<string, string>[] =>
  parseCsv(join(import.meta.dirname, '../../fixtures/plans/quick.csv'))

export const askedOf = (rows: readonly Record<string, unknown>[]): string =>
  JSON.stringify({ format: 'bondmark/plan/1', rows })

export function decide(
  url: string,
  key: string,
  body: string | Uint8Array,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${url}/decisions`, {
    method: 'POST',
    headers: { ...bearer(key), 'Content-Type': 'application/json', ...headers },
    body,
  })
}
