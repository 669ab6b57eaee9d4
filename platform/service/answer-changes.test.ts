import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Change } from '../../core/contract/decision-service.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { systemTimers } from '../clock/timers.ts'
import { answerChanges } from './answer-changes.ts'
import type { ListedKey } from './api-keys.ts'
import type { Service } from './asked.ts'
import { Seats } from './seats.ts'
import { openServiceStore, type ServiceStore } from './service-store.ts'

const made = '2026-11-26T09:00:00.000+08:00'
const change = (n: number): Change => ({
  ...{ cursor: `${n}.00000000`, n, t: made, kind: 'asn-released' },
  body: { asn: `ASN-${n}` },
})

let folder: string
let store: ServiceStore
let server: Server
let url: string
let key: ListedKey
/** Places that have a change, and who is told of more. */
let newest: number
let watching: Set<() => void>

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-changes-'))
  store = openServiceStore(join(folder, 'service.sqlite'))
  key = store.keys.add('wms', ['changes'], made).listed
  newest = 0
  watching = new Set()
  const service = {
    ...{ store, timers: systemTimers, listeners: new Seats(8, 8), ending: new AbortController().signal },
    pace: { heartbeatMs: 60_000, takeMs: 60_000, streamMs: 600_000 },
    source: {
      changes: {
        after: (n: number, limit: number) =>
          Array.from({ length: Math.min(limit, newest - n) }, (_, i) => change(n + 1 + i)),
        newest: () => `${newest}.00000000`,
        checkAt: () => '00000000',
        watch(onMore: () => void) {
          watching.add(onMore)
          return () => watching.delete(onMore)
        },
      },
    },
  } as unknown as Service
  server = createServer((request, response) => {
    const asked = { request, response, url: new URL(request.url ?? '', 'http://service'), lines: 0 }
    answerChanges(service, { ...asked, language: 'en', key }).catch((error: unknown) =>
      response.writeHead(401).end(error instanceof BondmarkError ? error.code : String(error)),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/changes`
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
  store.close()
  rmSync(folder, { recursive: true })
})

function happens(): void {
  newest++
  for (const tell of [...watching]) tell()
}
const isWaitedFor = () => expect.poll(() => watching.size).toBe(1)

it('a stream ends with its key, however much happens', async () => {
  happens()
  const response = await fetch(url, { headers: { Accept: 'text/event-stream' } })
  await isWaitedFor()
  store.keys.revoke('wms', made)
  happens()
  const told = await response.text()
  expect(told).toContain('ASN-1')
  expect(told).not.toContain('ASN-2')
})

it('whoever waits with a key that is revoked meanwhile is told nothing', async () => {
  const asked = fetch(`${url}?wait=60`)
  await isWaitedFor()
  store.keys.revoke('wms', made)
  happens()
  expect(await (await asked).text()).toBe('service-key-unknown')
})

it('whoever waits with a good key is told what happened', async () => {
  const asked = fetch(`${url}?wait=60`)
  await isWaitedFor()
  happens()
  expect(await (await asked).json()).toMatchObject({
    changes: [{ n: 1, body: { asn: 'ASN-1' } }],
    more: false,
  })
})
