import { describe, expect, it } from 'vitest'
import { signerFromSeed, verifyEd25519 as verify } from '../../platform/keys/ed25519.ts'
import { toBase64 } from '../encoding/base64.ts'
import { toUtf8 } from '../encoding/utf8.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { formatCheckpoint, parseCheckpoint } from './checkpoint.ts'
import { cosign, verifyCosignature } from './cosignature.ts'
import { openNote } from './note.ts'
import { parseNote, parseSignatureLine } from './note-text.ts'
import { emptyRoot } from './tree-hash.ts'
import { formatVkey, keyId } from './vkey.ts'

// The example of C2SP tlog-checkpoint and tlog-cosignature.
const sofa = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n'
const cosignedSofa = `${sofa}
— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
`
const witness = signerFromSeed(new Uint8Array(32).fill(7))
const name = 'witness.example.com/w7'
const vkey = formatVkey(name, 4, witness.publicKey)

const codeOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (error instanceof BondmarkError) return error.code
    throw error
  }
  return 'accepted'
}

describe('a checkpoint', () => {
  it('of the specification reads and writes back', () => {
    const checkpoint = parseCheckpoint(parseNote(cosignedSofa).text)
    expect(checkpoint.origin).toBe('example.com/behind-the-sofa')
    expect(checkpoint.size).toBe(20852163)
    expect(formatCheckpoint(checkpoint)).toBe(sofa)
  })

  it('of no leaves has the root of no leaves', () => {
    const empty = { origin: 'log.example/a', size: 0, root: emptyRoot() }
    expect(parseCheckpoint(formatCheckpoint(empty))).toEqual(empty)
    const other = formatCheckpoint({ ...empty, root: new Uint8Array(32) })
    expect(codeOf(() => parseCheckpoint(other))).toBe('checkpoint-malformed')
  })

  it.each([
    ['no origin', sofa.slice(sofa.indexOf('\n'))],
    ['a space in its origin', sofa.replace('behind-the', 'behind the')],
    ['a plus in its origin', sofa.replace('behind-the', 'behind+the')],
    ['a leading zero', sofa.replace('20852163', '020852163')],
    ['a sign', sofa.replace('20852163', '+20852163')],
    ['a size beyond 53 bits', sofa.replace('20852163', '9007199254740992')],
    ['no size', sofa.replace('20852163', '')],
    ['a root of 31 bytes', sofa.replace(/\n[^\n]*\n$/, `\n${toBase64(new Uint8Array(31))}\n`)],
    ['loose tail bits', sofa.replace('q2I=', 'q2J=')],
    ['an extension line', `${sofa}more\n`],
    ['two lines', sofa.split('\n').slice(0, 2).join('\n').concat('\n')],
  ])('with %s is refused', (_, text) => {
    expect(codeOf(() => parseCheckpoint(text))).toBe('checkpoint-malformed')
  })

  it('without a newline at its end is refused', () => {
    expect(codeOf(() => parseCheckpoint(sofa.slice(0, -1)))).toBe('note-malformed')
  })
})

describe('a cosignature', () => {
  const line = cosign({ noteText: sofa, name, timestamp: 1_679_315_147, ...witness })

  it('signs header, time and the whole note text, and carries the time in front', () => {
    const { hash, signature } = parseSignatureLine(line)
    expect(hash).toEqual(keyId(name, 4, witness.publicKey))
    expect(Buffer.from(signature.slice(0, 8)).toString('hex')).toBe('00000000641850cb')
    const message = `cosignature/v1\ntime 1679315147\n${sofa}`
    expect(signature.slice(8)).toEqual(witness.sign(toUtf8(message)))
  })

  it('has the layout of the specification’s example', () => {
    const [, example] = parseNote(cosignedSofa).signatures
    expect(example?.signature).toHaveLength(72)
    expect(new DataView(example?.signature.buffer ?? new ArrayBuffer(8)).getBigUint64(0)).toBe(1679315147n)
  })

  it('verifies alone and in its note, and says when it was made', () => {
    expect(verifyCosignature({ noteText: sofa, line, vkey, verify })).toEqual({ timestamp: 1_679_315_147 })
    const opened = openNote(cosignedSofa + line, [vkey], verify)
    expect(opened.verified).toMatchObject([{ name, timestamp: 1_679_315_147 }])
  })

  it('is refused over another text, for another time, and of another key', () => {
    const other = sofa.replace('20852163', '20852164')
    expect(codeOf(() => verifyCosignature({ noteText: other, line, vkey, verify }))).toBe(
      'cosignature-invalid',
    )
    const beyond = cosign({ noteText: sofa, name, timestamp: 8_640_000_000_001, ...witness })
    expect(codeOf(() => verifyCosignature({ noteText: sofa, line: beyond, vkey, verify }))).toBe(
      'cosignature-invalid',
    )
    const later = cosign({ noteText: sofa, name, timestamp: 1_679_315_148, ...witness })
    const { signature } = parseSignatureLine(line)
    const mixed = parseSignatureLine(later).signature.slice()
    mixed.set(signature.slice(8), 8)
    const forged = `— ${name} ${toBase64(Uint8Array.of(...keyId(name, 4, witness.publicKey), ...mixed))}\n`
    expect(codeOf(() => verifyCosignature({ noteText: sofa, line: forged, vkey, verify }))).toBe(
      'cosignature-invalid',
    )
    const stranger = formatVkey(name, 4, signerFromSeed(new Uint8Array(32).fill(8)).publicKey)
    expect(codeOf(() => verifyCosignature({ noteText: sofa, line, vkey: stranger, verify }))).toBe(
      'cosignature-invalid',
    )
  })

  it('is not a note signature, nor the other way round', () => {
    const asLog = formatVkey(name, 1, witness.publicKey)
    expect(codeOf(() => openNote(`${sofa}\n${line}`, [asLog], verify))).toBe('note-unsigned')
    expect(codeOf(() => verifyCosignature({ noteText: sofa, line, vkey: asLog, verify }))).toBe(
      'cosignature-invalid',
    )
  })

  it('is given to checkpoints only', () => {
    expect(codeOf(() => cosign({ noteText: 'hello\n', name, timestamp: 1, ...witness }))).toBe(
      'checkpoint-malformed',
    )
  })
})
