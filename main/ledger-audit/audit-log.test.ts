import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { formatCheckpoint } from '../../core/log/checkpoint.ts'
import { cosign } from '../../core/log/cosignature.ts'
import { readForkProof } from '../../core/log/fork-proof.ts'
import { appendSignature, signNote } from '../../core/log/note.ts'
import { claimedMembership } from '../../core/membership/membership.ts'
import { readMembershipFile } from '../../core/membership/membership-file.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import { signStatement } from '../../core/statement/statement.ts'
import { answerBy, boundedHttpServer, listen, stop } from '../../platform/http/http-service.ts'
import { generateSeed, signerFromSeed, verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { createLogger } from '../../platform/log/logger.ts'
import { type FetchPage, fetchBounded } from '../../sync/ledger/http/fetch-bounded.ts'
import { readLog } from '../../sync/ledger/log/log-reader.ts'
import { openLogStore } from '../../sync/ledger/log/log-store.ts'
import { tilePages } from '../../sync/ledger/log/tile-pages.ts'
import { openMirrorStore } from '../../sync/ledger/mirrors/mirror-store.ts'
import {
  makeStatements,
  makeTrainingConsortium,
  sealBatch,
  signEvent,
  type TrainingConsortium,
} from '../../test/sync/training-consortium.ts'
import { type AuditRun, auditLog } from './audit-log.ts'
import { openAuditStore } from './audit-store.ts'
import { type ListedKeys, readListedKeys } from './listed-keys.ts'

const logger = createLogger({ name: 'test', level: 'silent' })
/** Unix seconds, after every `iat` and before nothing. */
const T = 1_795_000_000
const rfc3339 = (seconds: number) => new Date(seconds * 1000).toISOString()

let consortium: TrainingConsortium
let folder: string
let undo: (() => unknown)[]
beforeEach(() => {
  consortium = makeTrainingConsortium()
  folder = mkdtempSync(join(tmpdir(), 'bondmark-audit-'))
  undo = []
})
afterEach(async () => {
  for (const each of undo.reverse()) await each()
  rmSync(folder, { recursive: true })
  consortium.remove()
})

/** A log of the consortium's key on a server of its own, which logs whatever it is told to. */
async function serveLog(name = 'log') {
  const store = openLogStore(join(folder, `${name}.sqlite`))
  const server = boundedHttpServer(answerBy([tilePages(store)]), logger)
  const url = await listen(server, '127.0.0.1', 0)
  undo.push(async () => {
    await stop(server)
    store.close()
  })
  let place = 0
  return {
    url,
    store,
    /** Logs these bytes as they are, and has a checkpoint of them cosigned at `at`. */
    publish(entries: readonly Uint8Array[], at = T) {
      store.append(
        entries.map((bytes) => ({
          // The store files them under what it is told; the audit reads the bytes.
          id: (++place).toString(16).padStart(64, '0'),
          kid: 'ab'.repeat(32),
          contentType: 'test',
          bytes: Buffer.from(bytes),
        })),
      )
      const { logSigner, witnessSigner } = consortium
      const size = store.size()
      const text = formatCheckpoint({ origin: logSigner.name, size, root: store.root() })
      const line = cosign({ ...witnessSigner, noteText: text, timestamp: at })
      store.addCheckpoint({ size, note: appendSignature(signNote(text, [logSigner]), line) })
    },
  }
}

const lawful = (count: number, n = 1): Uint8Array[] => {
  const statements = makeStatements(consortium.station, count)
  const { manifest } = sealBatch(consortium.station, consortium.supervisor, n, statements)
  return [...statements, manifest].map(({ bytes }) => bytes)
}

/** As the membership lists them, unless revocations are to be added. */
const keysOf = (revocations: ListedKeys['newest']['payload']['revocations'] = []): ListedKeys => {
  const membership = { head: '00'.repeat(32), payload: { ...consortium.payload, revocations } }
  return {
    newest: membership,
    byKid: new Map(membership.payload.keys.map((key) => [key.kid, { key, membership }])),
  }
}

/** One run, on the state that is in `name`. */
async function audit(url: string, more: Partial<AuditRun> & { fetchPage?: FetchPage } = {}, name = 'state') {
  const copy = openMirrorStore(join(folder, `${name}.copy.sqlite`))
  const store = openAuditStore(join(folder, `${name}.audit.sqlite`))
  try {
    const answer = await auditLog({
      log: {
        origin: consortium.logSigner.name,
        vkeys: [consortium.logVkey],
        witnessVkeys: [consortium.witnessVkey],
        k: 1,
      },
      reader: readLog(url, more.fetchPage ?? fetchBounded),
      keys: keysOf(),
      copy,
      store,
      views: [],
      again: false,
      goOn: () => true,
      onProgress: () => {},
      ...more,
    })
    return { ...answer, forks: copy.forks(), codes: answer.problems.map(({ code }) => code) }
  } finally {
    store.close()
    copy.close()
  }
}

const changed =
  (which: RegExp): FetchPage =>
  async (url, bytesMax) => {
    const bytes = await fetchBounded(url, bytesMax)
    if (bytes === null || !which.test(new URL(url).pathname)) return bytes
    const other = Uint8Array.from(bytes)
    other[other.length - 1] = (other.at(-1) ?? 0) ^ 1
    return other
  }

describe('the audit of a log', () => {
  it('finds nothing wrong in a lawful one, and goes on where it was', async () => {
    const log = await serveLog()
    const entries = lawful(600)
    log.publish(entries.slice(0, 300))
    expect(await audit(log.url)).toMatchObject({
      ok: true,
      size: 300,
      checked: 300,
      cosignedAt: T,
      problems: [],
    })
    log.publish(entries.slice(300), T + 60)
    const asked: string[] = []
    const noting: FetchPage = (url, bytesMax) => {
      asked.push(new URL(url).pathname)
      return fetchBounded(url, bytesMax)
    }
    expect(await audit(log.url, { fetchPage: noting })).toMatchObject({
      ok: true,
      size: 601,
      chains: [{ kid: consortium.station.kid, headSeq: 600 }],
    })
    expect(asked).not.toContain('/tile/entries/000')
    expect(asked).toContain('/tile/1/000.p/2')
  })

  it('may be stopped between any two pages, says so, and ends the next time', async () => {
    const log = await serveLog()
    log.publish(lawful(700))
    let pages = 0
    const stopped = await audit(log.url, { goOn: () => ++pages < 3 })
    expect(stopped).toMatchObject({ ok: false, finished: false })
    for (let run = 0; run < 12; run++) {
      let left = 2
      const { finished } = await audit(log.url, { goOn: () => --left >= 0 })
      if (finished) break
    }
    expect(await audit(log.url)).toMatchObject({ ok: true, finished: true, size: 701, problems: [] })
  })

  const station = () => consortium.station
  const wrong: [string, () => Uint8Array[], string][] = [
    ['no statement', () => [Buffer.from('nothing that was signed')], 'ledger-entry-malformed'],
    [
      'one that is there already',
      () => lawful(3).flatMap((bytes, i) => (i === 3 ? [bytes, bytes] : [bytes])),
      'ledger-entry-twice',
    ],
    [
      'one of a key that nobody lists',
      () => [signEvent({ ...station(), ...strangerOf() }, 1, '0'.repeat(64))],
      'ledger-entry-unlisted',
    ],
    [
      'one that its key did not sign',
      () => [forged(makeStatements(station(), 1)[0]?.bytes)],
      'ledger-entry-forged',
    ],
    ['one that does not follow', () => [signEvent(station(), 7, '0'.repeat(64))], 'ledger-chain-broken'],
    ['one that is of no role', () => [signedBy(consortium.operator)], 'ledger-entry-not-allowed'],
  ]
  const strangerOf = () => {
    const { publicKey, sign } = signerFromSeed(generateSeed())
    return { publicKey, sign, kid: 'cd'.repeat(32) }
  }
  const forged = (bytes: Uint8Array = new Uint8Array(0)) => {
    const other = Uint8Array.from(bytes)
    other[other.length - 1] = (other.at(-1) ?? 0) ^ 1
    return other
  }
  const signedBy = ({ kid, issuer, sign }: TrainingConsortium['operator']) =>
    signStatement(
      { contentType: contentTypes.event, kid, issuer, subject: 'x', iat: T, payload: Buffer.from('{}') },
      sign,
    )
  const withRoot = (root: string) => {
    const statements = makeStatements(station(), 2)
    const { manifest } = sealBatch(station(), consortium.supervisor, 1, statements, 1, { root })
    return [...statements, manifest].map(({ bytes }) => bytes)
  }

  it.each(wrong)('finds %s, and says so again', async (_, entries, code) => {
    const log = await serveLog()
    log.publish(entries())
    const first = await audit(log.url)
    expect([first.ok, first.finished]).toEqual([false, true])
    expect(first.codes).toContain(code)
    expect((await audit(log.url)).codes).toEqual(first.codes)
  })

  it.each([
    ['of other statements', () => withRoot('ab'.repeat(32))],
    ['whose last statement was not taken', () => lawful(3).filter((_, i) => i !== 2)],
  ])('counts a manifest %s, which its sealer signed and no log can help', async (_, entries) => {
    const log = await serveLog()
    log.publish(entries())
    expect(await audit(log.url)).toMatchObject({ ok: true, problems: [], unfulfilled: 1 })
  })

  it('shows what was logged after a revocation, and does not say so where it began too late to know', async () => {
    const log = await serveLog()
    const entries = lawful(5)
    log.publish(entries.slice(0, 3), T)
    await audit(log.url, {}, 'early')
    const revoked = keysOf([{ kid: consortium.station.kid, at: rfc3339(T - 100), lastGoodSeq: 2 }])
    await audit(log.url, { keys: revoked }, 'early')
    log.publish(entries.slice(3, 5), T + 100)
    expect(await audit(log.url, { keys: revoked }, 'early')).toMatchObject({
      ok: false,
      unproven: 0,
      codes: ['ledger-entry-too-late', 'ledger-entry-too-late'],
    })
    expect(await audit(log.url, { keys: revoked }, 'late')).toMatchObject({ unproven: 3, codes: [] })
  })

  it('does not take a checkpoint that too few witnesses have cosigned', async () => {
    const log = await serveLog()
    log.publish(lawful(2))
    const witnessVkeys: string[] = []
    const lonely = { origin: consortium.logSigner.name, vkeys: [consortium.logVkey], witnessVkeys, k: 1 }
    await expect(audit(log.url, { log: lonely })).rejects.toMatchObject({ code: 'witnesses-missing' })
  })

  it('finds a hash tile that is not what the entries give', async () => {
    const log = await serveLog()
    log.publish(lawful(300))
    const { ok, problems } = await audit(log.url, { fetchPage: changed(/^\/tile\/0\/000$/) })
    expect([ok, problems]).toEqual([false, [{ code: 'ledger-tile-differs', where: 'tile/0/000' }]])
  })

  it.each([
    ['an entry', /^\/tile\/entries\/001/, 'tile/entries/001.p/45'],
    ['a hash', /^\/tile\/1\/000/, 'tile/1/000.p/1'],
  ])(
    'finds %s that was rewritten behind its checkpoint, when it reads everything again',
    async (_, page, where) => {
      const log = await serveLog()
      log.publish(lawful(300))
      expect((await audit(log.url)).ok).toBe(true)
      const { ok, problems } = await audit(log.url, { again: true, fetchPage: changed(page) })
      expect([ok, problems]).toEqual([false, [{ code: 'ledger-tile-differs', where }]])
    },
  )

  it.each(['the log itself', 'another member’s mirror of it'])(
    'ends in a proof when it is shown a rewritten log by %s',
    async (by) => {
      const log = await serveLog()
      const entries = lawful(400)
      log.publish(entries.slice(0, 400))
      expect((await audit(log.url)).ok).toBe(true)
      const other = await serveLog('rewritten')
      other.publish([...lawful(299), ...entries.slice(300)])
      const views = [readLog(other.url, fetchBounded)]
      const found = by === 'the log itself' ? await audit(other.url) : await audit(log.url, { views })
      expect([found.ok, found.forked]).toEqual([false, true])
      expect(readForkProof(found.forks[0] ?? new Uint8Array(0), verifyEd25519)).toMatchObject({
        origin: consortium.logSigner.name,
      })
    },
  )

  it('says that a log shows less than it did', async () => {
    const log = await serveLog()
    const entries = lawful(9)
    log.publish(entries.slice(0, 4))
    const old = log.store.latestCheckpoint()?.note ?? ''
    log.publish(entries.slice(4))
    await audit(log.url)
    const stale: FetchPage = async (url, max) =>
      url.endsWith('/checkpoint') ? Buffer.from(old) : fetchBounded(url, max)
    expect(await audit(log.url, { fetchPage: stale })).toMatchObject({ ok: false, codes: ['log-shows-less'] })
  })
})

describe('the keys of an audit', () => {
  it('are those of the trusted membership, and of nothing that does not lead back to it', async () => {
    const statements = readMembershipFile(readFileSync(consortium.membershipFile, 'utf8'))
    const { head } = claimedMembership(statements)
    const { administrator, logVkey, witnessVkey } = consortium
    const trust = {
      format: 'bondmark/trust/1' as const,
      administrators: [Buffer.from(administrator.publicKey).toString('base64url')],
      threshold: 1,
      logs: [logVkey],
      witnesses: [witnessVkey],
      k: 1,
      membershipHead: head,
    }
    const bring = async () => statements
    const { byKid, newest } = await readListedKeys(bring, trust)
    expect([newest.head, byKid.size]).toEqual([head, consortium.payload.keys.length])
    await expect(readListedKeys(bring, { ...trust, membershipHead: 'ef'.repeat(32) })).rejects.toMatchObject({
      code: 'audit-membership-unknown',
    })
    await expect(
      readListedKeys(bring, {
        ...trust,
        administrators: [Buffer.from(consortium.supervisor.publicKey).toString('base64url')],
      }),
    ).rejects.toMatchObject({ code: 'membership-not-administrator' })
  })
})
