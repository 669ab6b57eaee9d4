import { createPublicKey, verify as nodeVerify } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { newestOf } from '../../core/membership/member-history.ts'
import { readStatement } from '../../core/statement/statement.ts'
import { checkBatch, judgeBatch, type OfferedBatch } from '../../sync/ledger/entry/entry.ts'
import { readKeyRegister } from '../../sync/ledger/entry/key-register.ts'
import { openStatementChecker } from '../../sync/ledger/entry/statement-checker.ts'
import { openLogStore } from '../../sync/ledger/log/log-store.ts'
import { loadOwnHistory } from '../../sync/ledger/members/ledger-membership.ts'
import { makeStatements, makeTrainingConsortium, sealBatch } from '../sync/training-consortium.ts'
import { grouped, msOf, perSecond, type Row } from './row.ts'

const RATIO = 0.5
const STATEMENTS = 1_000
const ROUNDS = 5
const CORES_MAX = 8

/**
 * Whole batches checked, judged and appended to a log on disk, on one core and on more of them, against nothing but the
 * verification of the same signatures on one core. The budget is for one core.
 */
export async function benchLedgerEntry(): Promise<Row> {
  const consortium = makeTrainingConsortium()
  const { station, supervisor, membershipFile, data } = consortium
  const cores = [1, 2, 4, CORES_MAX].filter((n) => n === 1 || n <= availableParallelism())
  const lanes = cores.map((n) => ({
    cores: n,
    log: openLogStore(join(data, `bench-${n}.sqlite`)),
    checker: openStatementChecker(n),
    ms: 0,
    mainMicros: 0,
  }))
  try {
    const keys = readKeyRegister(newestOf(loadOwnHistory(membershipFile, data).history), Date.now)
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(station.publicKey).toString('base64url') }
    const key = createPublicKey({ key: jwk, format: 'jwk' })
    let [bareMs, after] = [0, { seq: 0, id: '0'.repeat(64) }]
    // Round 0 is not counted: threads start in it.
    for (let round = 0; round <= ROUNDS; round++) {
      const made = makeStatements(station, STATEMENTS, after)
      const { manifest } = sealBatch(station, supervisor, round, made, after.seq + 1)
      const statements = made.map(({ bytes }) => bytes)
      const signed = statements.map((bytes) => readStatement(bytes))
      const offered: OfferedBatch = {
        station: station.issuer,
        kid: station.kid,
        n: round,
        statements,
        manifest: manifest.bytes,
      }
      for (const lane of lanes) {
        const [start, cpu] = [performance.now(), process.threadCpuUsage()]
        const checked = await checkBatch(offered, keys, lane.checker)
        const { entries, refused } = judgeBatch(checked, lane.log, keys, () => {})
        if (refused.length > 0) throw new Error('the ledger refused a sound statement')
        lane.log.append(entries)
        if (round === 0) continue
        lane.ms += performance.now() - start
        const { user, system } = process.threadCpuUsage(cpu)
        lane.mainMicros += user + system
      }
      const ms = msOf(() => {
        for (const { toBeSigned, signature } of signed) nodeVerify(null, toBeSigned, key, signature)
      })
      if (round > 0) bareMs += ms
      after = { seq: after.seq + STATEMENTS, id: made.at(-1)?.id ?? '' }
    }
    return row(lanes, bareMs)
  } finally {
    for (const { log, checker } of lanes) {
      await checker.close()
      log.close()
    }
    consortium.remove()
  }
}

interface Lane {
  readonly cores: number
  readonly ms: number
  /** CPU of the thread that judges and appends: what more cores do not share. */
  readonly mainMicros: number
}

function row(lanes: readonly Lane[], bareMs: number): Row {
  const count = STATEMENTS * ROUNDS
  const figures = lanes.map(({ cores, ms, mainMicros }) => {
    return { cores, ratio: bareMs / ms, rate: perSecond(count, ms), own: mainMicros / count }
  })
  const [one] = figures
  if (one === undefined) throw new Error('nothing was measured')
  const named = ({ cores, ratio, rate, own }: (typeof figures)[number]) =>
    `${cores} ${cores === 1 ? 'core' : 'cores'}: ${ratio.toFixed(2)} ×, ${grouped(rate)}/s, ${own.toFixed(0)} µs of it in the one thread that appends`
  return {
    work: 'ledger entry to log',
    budget: `≥ ${RATIO} × bare Ed25519 verification, on one core`,
    figure: figures.map(named).join('; '),
    met: one.ratio >= RATIO,
    peers: [`node:crypto alone: ${grouped(perSecond(count, bareMs))}/s`],
    numbers: {
      ratio: one.ratio,
      perSecond: one.rate,
      barePerSecond: perSecond(count, bareMs),
      ...Object.fromEntries(
        figures.flatMap(({ cores, ratio, own }) => [
          [`ratioOn${cores}`, ratio],
          [`appendingMicrosOn${cores}`, own],
        ]),
      ),
    },
  }
}
