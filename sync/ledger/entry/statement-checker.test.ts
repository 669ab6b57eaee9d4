import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { kidOf, readStatement, type Statement } from '../../../core/statement/statement.ts'
import { generateSeed, signerFromSeed } from '../../../platform/keys/ed25519.ts'
import { makeStatements } from '../../../test/sync/training-consortium.ts'
import type { CheckedStatement } from './check-statement.ts'
import { inlineChecker, openStatementChecker } from './statement-checker.ts'

const party = () => {
  const signer = signerFromSeed(generateSeed())
  return { ...signer, kid: kidOf(signer.publicKey), issuer: 'https://id.bondmark.example/org/a/station/S' }
}
const [own, other] = [party(), party()]
const sound = makeStatements(own, 70).map(({ bytes }) => bytes)
const foreign = makeStatements(other, 3).map(({ bytes }) => bytes)
const pool = openStatementChecker(2)
afterAll(() => pool.close())

/** All that is known of an answer, whether it was read here or in a thread. */
function told(answer: CheckedStatement) {
  if (answer.statement === null) return answer
  const { id, kid, contentType, issuer, subject, iat, seq, prev } = answer.statement
  const { bytes, payload, signature, toBeSigned } = answer.statement
  const fields = { id, kid, contentType, issuer, subject, iat, seq, prev }
  return { isSigned: answer.isSigned, ...fields, bytes, payload, signature, toBeSigned }
}

/** A sound statement, or one with something wrong. */
const offered = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...sound) },
  fc.constantFrom(...foreign),
  fc.tuple(fc.constantFrom(...sound), fc.nat(), fc.integer({ min: 1, max: 255 })).map(([bytes, at, by]) => {
    const changed = bytes.slice()
    changed[at % bytes.length] = (changed[at % bytes.length] ?? 0) ^ by
    return changed
  }),
  fc.tuple(fc.constantFrom(...sound), fc.nat()).map(([bytes, at]) => bytes.slice(0, at % bytes.length)),
  fc.uint8Array({ maxLength: 40 }),
  fc.constant(new Uint8Array(65_536)),
)

describe('the statement checker', () => {
  it('answers the same on threads as inline, for sound and broken statements alike', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(offered, { maxLength: 30 }), async (some) => {
        // More than are checked inline, in more than one piece.
        const statements = [...some, ...sound, ...some, ...sound]
        const [here, there] = await Promise.all([
          inlineChecker.check(statements, own),
          pool.check(statements, own),
        ])
        expect(there.map(told)).toEqual(here.map(told))
      }),
      { numRuns: 6 },
    )
  })

  it('says of each what is wrong with it', async () => {
    const forged = (sound[0] ?? new Uint8Array()).slice()
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1
    const bad = [forged, foreign[0] ?? forged, new Uint8Array(3), new Uint8Array(65_536)]
    for (const checker of [inlineChecker, pool]) {
      const answers = await checker.check([...sound, ...bad], own)
      expect(answers.slice(0, sound.length).every((each) => each.statement !== null && each.isSigned)).toBe(
        true,
      )
      expect(answers.slice(sound.length)).toMatchObject([
        { isSigned: false, statement: { kid: own.kid } },
        { isSigned: false, statement: { kid: other.kid } },
        { statement: null, failure: { code: 'statement-malformed' } },
        { statement: null, failure: { code: 'statement-too-large' } },
      ])
    }
  })

  it('reads in a thread what is read here', async () => {
    const [answer] = await pool.check([...sound, ...sound], own)
    const here: Statement = readStatement(sound[0] ?? new Uint8Array())
    expect(answer?.statement?.subject).toBe(here.subject)
    expect(answer?.statement?.toBeSigned).toEqual(here.toBeSigned)
  })
})
