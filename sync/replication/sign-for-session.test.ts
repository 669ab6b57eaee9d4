import { expect, it } from 'vitest'
import { domainTagged } from '../../core/label/domain.ts'
import { signForSession } from './sign-for-session.ts'

const sign = () => new Uint8Array(64)
const content = new Uint8Array(40)

it('signs for a session what belongs to one, and nothing else', () => {
  for (const purpose of ['session', 'document-refusal'] as const)
    expect(signForSession(domainTagged(purpose, content), sign)).toHaveLength(64)
  // A statement is signed as a COSE Sig_structure: an array of four that begins with "Signature1".
  const statement = Buffer.concat([Buffer.from([0x84, 0x6a]), Buffer.from('Signature1')])
  for (const message of [
    domainTagged('seal', content),
    domainTagged('batchFile', content),
    statement,
    content,
  ])
    expect(() => signForSession(message, sign)).toThrow(TypeError)
})
