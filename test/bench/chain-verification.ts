import { createPublicKey, verify as nodeVerify } from 'node:crypto'
import { verifyChain } from '../../core/statement/chain.ts'
import { readStatement } from '../../core/statement/statement.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { grouped, interleave, perSecond, type Row } from './row.ts'
import type { BenchStation } from './station.ts'

const RATIO = 0.8
const STATEMENTS = 1000
const ROUNDS = 12

/** A run of statements read, linked and verified, against nothing but the Ed25519 verification of the same signed bytes. */
export function benchChainVerification({ ctx }: BenchStation): Row {
  const { publicKey } = ctx.identity
  const chain = Array.from({ length: STATEMENTS }, (_, at) => ctx.store.statements.get(at + 1)?.bytes).filter(
    (bytes) => bytes !== undefined,
  )
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') }
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  const signed = chain.map((bytes) => readStatement(bytes))
  const whole = () => {
    const { count } = verifyChain(chain, publicKey, verifyEd25519, { sha256: sha256Native })
    if (count !== chain.length) throw new Error('the chain was not verified whole')
  }
  const bare = () => {
    for (const { toBeSigned, signature } of signed) {
      if (!nodeVerify(null, toBeSigned, key, signature)) throw new Error('a signature is wrong')
    }
  }
  interleave(2, whole, bare)
  const [wholeMs = 0, bareMs = 0] = interleave(ROUNDS, whole, bare)
  const count = chain.length * ROUNDS
  const ratio = bareMs / wholeMs
  return {
    work: 'chain verification, one core',
    budget: `≥ ${RATIO} × bare Ed25519 verification`,
    figure: `${ratio.toFixed(2)} ×; ${grouped(perSecond(count, wholeMs))}/s`,
    met: ratio >= RATIO,
    peers: [`node:crypto alone: ${grouped(perSecond(count, bareMs))}/s`],
    numbers: {
      ratio,
      perSecond: perSecond(count, wholeMs),
      barePerSecond: perSecond(count, bareMs),
      statements: chain.length,
    },
  }
}
