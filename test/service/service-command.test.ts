import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { healthAnswer } from '../../core/contract/decision-service.ts'
import {
  serviceKeyMade,
  serviceKeysAnswer,
  serviceUseAnswer,
  serviceWebhookMade,
  serviceWebhooksAnswer,
} from '../../core/contract/service-keys.ts'
import { SampleWorkspace } from '../../main/fsck/sample-workspace.stub.ts'
import { answerOf, bondmark, type Running, startBondmark } from '../shift/bondmark.ts'
import { hasOpenssl, makeCertificates } from '../sync/make-certificates.ts'
import { askedOf, bearer, decide, sampleRows } from './served-service.ts'

let sample: SampleWorkspace
let running: Running | null = null
const there = () => ['--workspace', sample.folder]

beforeAll(async () => {
  sample = await SampleWorkspace.make()
}, 180_000)
afterAll(() => {
  running?.killGroup()
  sample.remove()
})

/** Starts the service and waits until it says where it answers. */
async function serve(...more: string[]): Promise<{ url: string; running: Running }> {
  const started = startBondmark(['service', 'serve', ...there(), '--json', ...more])
  running = started
  const [line] = (await once(started.child.stdout ?? started.child, 'data')) as [string]
  return { url: (JSON.parse(line) as { url: string }).url, running: started }
}

describe('bondmark service', () => {
  it('makes a key, serves with it, tells who asked, and ends in order', async () => {
    const { json } = await answerOf(['service', 'key', 'add', 'wms', '--scope', 'decide,read', ...there()])
    const { key, listed } = serviceKeyMade.parse(json)
    expect(listed).toMatchObject({ name: 'wms', scopes: ['decide', 'read'], usedAt: null })
    const { url, running } = await serve('--port', '0')
    expect((await decide(url, key, askedOf(sampleRows()))).status).toBe(200)
    expect((await fetch(`${url}/changes`, { headers: bearer(key) })).status).toBe(403)
    running.child.kill('SIGTERM')
    const { code, stderr } = await running.ended
    expect([code, stderr]).toEqual([0, expect.stringContaining('has ended')])
    expect(stderr).not.toContain(key)
    const [keys, use] = await Promise.all([
      answerOf(['service', 'key', 'list', ...there()]),
      answerOf(['service', 'use', ...there()]),
    ])
    expect(serviceKeysAnswer.parse(keys.json).keys).toMatchObject([
      { name: 'wms', usedAt: expect.any(String) },
    ])
    expect(serviceUseAnswer.parse(use.json).uses).toMatchObject([
      { caller: 'wms', operation: 'changes', status: 403, requests: 1 },
      { caller: 'wms', operation: 'decide', status: 200, requests: 1, lines: sampleRows().length },
    ])
    expect(JSON.stringify([keys.json, use.json])).not.toContain(key)
  })

  it('keeps webhooks, and refuses addresses behind the wall unless told otherwise', async () => {
    const add = (...more: string[]) => [
      'service',
      'webhook',
      'add',
      'https://10.0.0.7/in',
      ...there(),
      ...more,
    ]
    const refused = await bondmark(add())
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('--allow-private')])
    const made = serviceWebhookMade.parse((await answerOf(add('--allow-private'))).json)
    const listed = await answerOf(['service', 'webhook', 'list', ...there()])
    expect(serviceWebhooksAnswer.parse(listed.json).webhooks).toMatchObject([
      { n: 1, url: 'https://10.0.0.7/in', state: 'delivering' },
    ])
    expect(made.secret).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(listed.stdout).not.toContain(made.secret)
  })

  it.runIf(hasOpenssl())(
    'speaks HTTPS where it is given a certificate',
    async () => {
      const ca = makeCertificates(sample.folder)
      const { certFile, keyFile } = ca.issue('service', 'localhost')
      const { url, running } = await serve(
        '--listen',
        '127.0.0.1:0',
        '--tls-cert',
        certFile,
        '--tls-key',
        keyFile,
      )
      expect(url).toMatch(/^https:/)
      const text = await new Promise<string>((resolve, reject) => {
        const port = new URL(url).port
        request(
          { host: 'localhost', port, path: '/health', ca: readFileSync(join(sample.folder, 'ca.pem')) },
          (response) => {
            let said = ''
            response.on('data', (piece) => {
              said += piece
            })
            response.on('end', () => resolve(said))
          },
        )
          .on('error', reject)
          .end()
      })
      expect(healthAnswer.parse(JSON.parse(text))).toMatchObject({ ok: true, program: 'station' })
      running.child.kill('SIGTERM')
      expect((await running.ended).code).toBe(0)
    },
    60_000,
  )
})
