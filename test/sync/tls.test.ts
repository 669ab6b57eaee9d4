import { once } from 'node:events'
import { copyFileSync, readFileSync } from 'node:fs'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { connect as connectTls, createServer as createTlsServer, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { wordsFor } from '../../core/errors/words.ts'
import { createLogger } from '../../platform/log/logger.ts'
import { readCertificates, readTlsFiles, type TlsFiles } from '../../platform/tls/read-pem.ts'
import { trustCa } from '../../platform/tls/trust-ca.ts'
import { type RunningLedger, serveLedger } from '../../sync/ledger/serve-ledger.ts'
import { askChainHead } from '../../sync/replication/chain-head.ts'
import { connectToLedger } from '../../sync/replication/connect.ts'
import { syncBatch } from '../../sync/replication/sync-batch.ts'
import { hasOpenssl, makeCertificates } from './make-certificates.ts'
import {
  makeStatements,
  makeTrainingConsortium,
  sealBatch,
  type TrainingConsortium,
} from './training-consortium.ts'

const logger = createLogger({ name: 'test', level: 'silent' })

describe.runIf(hasOpenssl())('TLS', () => {
  let consortium: TrainingConsortium
  let ca: ReturnType<typeof makeCertificates>
  let good: TlsFiles
  let ledger: RunningLedger
  const address = () => ledger.url.replace('127.0.0.1', 'localhost')

  const serve = (tls: TlsFiles, data = consortium.data) =>
    serveLedger({ data, host: '127.0.0.1', port: 0, membershipFile: consortium.membershipFile, logger, tls })

  beforeAll(async () => {
    consortium = makeTrainingConsortium()
    ca = makeCertificates(consortium.folder)
    good = ca.issue('good', 'localhost')
    ledger = await serve(good)
  })
  afterAll(async () => {
    await ledger.close()
    consortium.remove()
  })

  it('is refused while nobody trusts the authority, with words in both languages', async () => {
    expect(ledger.url).toMatch(/^https:/)
    const failure = await connectToLedger(address()).then(
      () => null,
      (error: unknown) => error as { code: string; toFailure(): Parameters<typeof wordsFor>[0] },
    )
    expect(failure?.code).toBe('tls-unknown-ca')
    expect(failure && wordsFor(failure.toFailure(), 'en')).toContain('--ledger-ca')
    expect(failure && wordsFor(failure.toFailure(), 'zh-CN')).toContain('颁发机构')
    await expect(askChainHead(address(), '00'.repeat(32))).rejects.toMatchObject({ code: 'tls-unknown-ca' })
  })

  it('carries a whole sync once its authority is trusted, in the process of the sync too', async () => {
    trustCa(ca.ca)
    const { station, supervisor, logVkey, witnessVkey } = consortium
    const batch = sealBatch(station, supervisor, 1, makeStatements(station, 3))
    const trust = { logVkey, witnessVkeys: [witnessVkey], k: 1 }
    const { receipts } = await syncBatch({
      url: address(),
      station: station.issuer,
      batch,
      identity: station,
      ...trust,
    })
    expect(receipts).toHaveLength(4)
    expect(await askChainHead(address(), station.kid)).toMatchObject({ seq: 3 })
    const connection = await connectToLedger(address().replace('https', 'wss'))
    await connection.close()
  })

  it('is part of what both sides sign: who stands between with a certificate that is trusted gets no session', async () => {
    trustCa(ca.ca)
    const { station, supervisor, logVkey, witnessVkey } = consortium
    const { cert, key } = { cert: readFileSync(good.certFile), key: readFileSync(good.keyFile) }
    const { port, host } = new URL(ledger.url)
    const between = createTlsServer({ cert, key }, (near) => {
      const far = connectTls({ port: Number(port), host: 'localhost', ca: readCertificates(ca.ca) })
      for (const socket of [near, far]) socket.on('error', () => undefined)
      near.once('data', (request) => {
        far.write(request.toString('latin1').replace(/Host: \S+/i, `Host: ${host}`))
        near.pipe(far)
      })
      far.pipe(near)
    })
    between.listen(0, '127.0.0.1')
    await once(between, 'listening')
    const sync = syncBatch({
      url: `https://localhost:${(between.address() as AddressInfo).port}`,
      station: station.issuer,
      batch: sealBatch(station, supervisor, 2, makeStatements(station, 1)),
      identity: station,
      logVkey,
      witnessVkeys: [witnessVkey],
      k: 1,
    })
    await expect(sync).rejects.toMatchObject({ code: 'ledger-not-trusted' })
    between.close()
  })

  it.each([
    ['has expired', 'expired', 'localhost', -1, 'tls-certificate-expired'],
    ['is for another host', 'other', 'ledger.bondmark.example', 30, 'tls-wrong-host'],
  ] as const)('is refused when the certificate %s', async (_, name, host, days, code) => {
    trustCa(ca.ca)
    const other = await serve(ca.issue(name, host, days), join(consortium.folder, name))
    const url = other.url.replace('127.0.0.1', 'localhost')
    await expect(connectToLedger(url)).rejects.toMatchObject({ code, detail: { url } })
    await expect(askChainHead(url, '00'.repeat(32))).rejects.toMatchObject({ code })
    await other.close()
  })

  it('is not spoken by who speaks plainly, and the other way round', async () => {
    await expect(connectToLedger(address().replace('https', 'http'))).rejects.toMatchObject({
      code: 'ledger-unreachable',
    })
    await expect(fetch(`${ledger.url.replace('https', 'http')}/health`)).rejects.toThrow()
  })

  it('begins at version 1.2', async () => {
    const shake = (maxVersion: 'TLSv1.1' | 'TLSv1.2') =>
      new Promise<string | null>((resolve, reject) => {
        const { port } = new URL(ledger.url)
        const socket: TLSSocket = connectTls(
          // What an old program would still offer.
          {
            port: Number(port),
            host: 'localhost',
            minVersion: 'TLSv1',
            maxVersion,
            ca: readCertificates(ca.ca),
            ciphers: 'DEFAULT@SECLEVEL=0',
          },
          () => {
            resolve(socket.getProtocol())
            socket.destroy()
          },
        )
        socket.on('error', reject)
      })
    expect(await shake('TLSv1.2')).toBe('TLSv1.2')
    await expect(shake('TLSv1.1')).rejects.toThrow(/alert protocol version|unsupported protocol/)
  })

  it('of an older version than 1.3 opens no session, which would have no channel to sign', async () => {
    const opened = (maxVersion: 'TLSv1.2' | 'TLSv1.3') =>
      new Promise<number>((resolve, reject) => {
        const url = address().replace('https', 'wss')
        const socket = new WebSocket(`${url}/session`, { ca: readCertificates(ca.ca), maxVersion })
        socket.once('open', () => {
          resolve(101)
          socket.terminate()
        })
        socket.once('unexpected-response', (request, response) => {
          resolve(response.statusCode ?? 0)
          request.destroy()
        })
        socket.on('error', reject)
      })
    expect([await opened('TLSv1.3'), await opened('TLSv1.2')]).toEqual([101, 426])
  })

  it('shows a renewed certificate without a restart, and keeps the old one while the new one is no good', async () => {
    const seen = () =>
      new Promise<string>((resolve, reject) => {
        const socket: TLSSocket = connectTls(
          { port: Number(new URL(ledger.url).port), host: 'localhost', ca: readCertificates(ca.ca) },
          () => {
            resolve(socket.getPeerCertificate().serialNumber)
            socket.destroy()
          },
        )
        socket.on('error', reject)
      })
    const first = await seen()
    const renewed = ca.issue('renewed', 'localhost', 60)
    copyFileSync(renewed.certFile, good.certFile)
    expect(() => ledger.reloadTls()).toThrow(expect.objectContaining({ code: 'tls-key-differs' }))
    expect(await seen()).toBe(first)
    copyFileSync(renewed.keyFile, good.keyFile)
    expect(ledger.reloadTls()?.until.getTime()).toBeGreaterThan(Date.now() + 50 * 86_400_000)
    expect(await seen()).not.toBe(first)
  })

  it('closes who begins no handshake, and counts them meanwhile', async () => {
    trustCa(ca.ca)
    const silent = connect(Number(new URL(ledger.url).port), '127.0.0.1')
    const closed = once(silent, 'close')
    await once(silent, 'connect')
    const text = await (await fetch(`${address()}/metrics`)).text()
    expect(Number(/^bondmark_ledger_guests (\d+)$/m.exec(text)?.[1])).toBeGreaterThanOrEqual(2)
    await closed
  })

  it('says which file is no good', () => {
    expect(() => readTlsFiles({ ...good, certFile: good.keyFile })).toThrow(
      expect.objectContaining({
        code: 'tls-file-unreadable',
        detail: expect.objectContaining({ file: good.keyFile }),
      }),
    )
    expect(() => readTlsFiles({ ...good, keyFile: good.certFile })).toThrow(
      expect.objectContaining({ code: 'tls-file-unreadable' }),
    )
    expect(() => trustCa(join(consortium.folder, 'absent.pem'))).toThrow(
      expect.objectContaining({
        code: 'tls-file-unreadable',
        detail: expect.objectContaining({ reason: 'ENOENT' }),
      }),
    )
  })
})
