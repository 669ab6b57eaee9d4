import { createPublicKey, verify as nodeVerify } from 'node:crypto'
import { join } from 'node:path'
import { readStatement } from '../../core/statement/statement.ts'
import { judgeBatch } from '../../sync/ledger/entry.ts'
import { readKeyRegister } from '../../sync/ledger/key-register.ts'
import { loadLedgerMembership } from '../../sync/ledger/ledger-membership.ts'
import { openLogStore } from '../../sync/ledger/log-store.ts'
import { makeStatements, makeTrainingConsortium, sealBatch } from '../sync/training-consortium.ts'
import { grouped, msOf, perSecond, type Row } from './row.ts'

const RATIO = 0.5
const STATEMENTS = 1_000
const ROUNDS = 5

/** Whole batches judged and appended to a log on disk, against nothing but the verification of the same signatures. */
export function benchLedgerEntry(): Row {
  const consortium = makeTrainingConsortium()
  const { station, supervisor, membershipFile, data } = consortium
  try {
    const keys = readKeyRegister(loadLedgerMembership(membershipFile, data), Date.now)
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(station.publicKey).toString('base64url') }
    const key = createPublicKey({ key: jwk, format: 'jwk' })
    const log = openLogStore(join(data, 'bench.sqlite'))
    let [entryMs, bareMs, after] = [0, 0, { seq: 0, id: '0'.repeat(64) }]
    for (let round = 1; round <= ROUNDS; round++) {
      const made = makeStatements(station, STATEMENTS, after)
      const { manifest } = sealBatch(station, supervisor, round, made, after.seq + 1)
      const statements = made.map(({ bytes }) => bytes)
      const signed = statements.map((bytes) => readStatement(bytes))
      const offered = {
        station: station.issuer,
        kid: station.kid,
        n: round,
        statements,
        manifest: manifest.bytes,
      }
      entryMs += msOf(() => {
        const { entries, refused } = judgeBatch(offered, log, keys, () => {})
        if (refused.length > 0) throw new Error('the ledger refused a sound statement')
        log.append(entries)
      })
      bareMs += msOf(() => {
        for (const { toBeSigned, signature } of signed) nodeVerify(null, toBeSigned, key, signature)
      })
      after = { seq: after.seq + STATEMENTS, id: made.at(-1)?.id ?? '' }
    }
    log.close()
    const [count, ratio] = [STATEMENTS * ROUNDS, bareMs / entryMs]
    return {
      work: 'ledger entry to log',
      budget: `≥ ${RATIO} × bare Ed25519 verification`,
      figure: `${ratio.toFixed(2)} ×; ${grouped(perSecond(count, entryMs))}/s`,
      met: ratio >= RATIO,
      peers: [`node:crypto alone: ${grouped(perSecond(count, bareMs))}/s`],
      numbers: { ratio, perSecond: perSecond(count, entryMs), barePerSecond: perSecond(count, bareMs) },
    }
  } finally {
    consortium.remove()
  }
}
