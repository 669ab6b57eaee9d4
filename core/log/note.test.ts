import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { signerFromSeed, verifyEd25519 as verify } from '../../platform/keys/ed25519.ts'
import { fromBase64 } from '../encoding/base64.ts'
import { toHex } from '../encoding/hex.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { appendSignature, openNote, signNote } from './note.ts'
import { parseNote } from './note-text.ts'
import { formatVkey, parseVkey } from './vkey.ts'

// Keys and notes of Go's golang.org/x/mod/sumdb/note.
const peter = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const peterSeed = fromBase64('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz').slice(1)
const enoch = 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop'
const text =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
const peterLine =
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n'
const enochLine =
  '— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n'
const note = `${text}\n${peterLine}`

const codeOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (error instanceof BondmarkError) return error.code
    throw error
  }
  return 'accepted'
}

describe('a verifier key', () => {
  it('of Go’s note package reads and writes back', () => {
    for (const text of [peter, enoch]) {
      const { name, type, publicKey } = parseVkey(text)
      expect(type).toBe(1)
      expect(formatVkey(name, type, publicKey)).toBe(text)
    }
    expect(toHex(parseVkey(peter).hash)).toBe('c74f20a3')
    expect(formatVkey('PeterNeumann', 1, signerFromSeed(peterSeed).publicKey)).toBe(peter)
  })

  it('of a witness in the public network reads', () => {
    const vkey = parseVkey('remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2')
    expect(vkey.type).toBe(4)
    expect(formatVkey(vkey.name, 4, vkey.publicKey)).toBe(
      'remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2',
    )
  })

  it('is refused when any part of it is cut off or any character of it changed', () => {
    for (let from = 0; from <= peter.length; from++) {
      for (let to = from + 1; to <= peter.length; to++) {
        if (to - from === peter.length) continue
        expect(codeOf(() => parseVkey(peter.slice(from, to)))).toBe('vkey-malformed')
      }
    }
    for (let i = 0; i < peter.length; i++) {
      const next = String.fromCharCode(peter.charCodeAt(i) + 1)
      expect(codeOf(() => parseVkey(peter.slice(0, i) + next + peter.slice(i + 1)))).toBe('vkey-malformed')
    }
  })

  it.each([
    ['a key of another length', 'PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY=='],
    ['an unknown type', 'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'],
    ['a name with a space', 'Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'],
    ['an upper-case key ID', 'PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'],
    ['no name', '+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'],
  ])('with %s is refused', (_, vkey) => {
    expect(codeOf(() => parseVkey(vkey))).toBe('vkey-malformed')
  })
})

describe('a signed note', () => {
  it('comes out as Go writes it', () => {
    expect(signNote(text, [{ name: 'PeterNeumann', ...signerFromSeed(peterSeed) }])).toBe(note)
  })

  it('opens with one of its keys, and leaves the other signature unverified', () => {
    const opened = openNote(note + enochLine, [peter], verify)
    expect(opened.text).toBe(text)
    expect(opened.verified.map(({ name }) => name)).toEqual(['PeterNeumann'])
    expect(opened.signatures.map(({ line }) => line)).toEqual([peterLine, enochLine])
  })

  it('opens with both, each counted once however often it signed', () => {
    const names = (lines: string) =>
      openNote(`${text}\n${lines}`, [peter, enoch], verify).verified.map(({ name }) => name)
    expect(names(peterLine + enochLine)).toEqual(['PeterNeumann', 'EnochRoot'])
    expect(names(enochLine + peterLine + peterLine)).toEqual(['EnochRoot', 'PeterNeumann'])
  })

  it('is refused when no trusted key signed it', () => {
    expect(codeOf(() => openNote(note, [], verify))).toBe('note-unsigned')
    expect(codeOf(() => openNote(note, [enoch], verify))).toBe('note-unsigned')
    const misnamed = note.replace('— PeterNeumann', '— CarmenSandiego')
    expect(codeOf(() => openNote(misnamed, [peter], verify))).toBe('note-unsigned')
  })

  it('is refused whole when a trusted key’s signature is wrong', () => {
    const spliced = `${text}\n${peterLine.slice(0, 60)}ABCD${peterLine.slice(60)}`
    expect(codeOf(() => openNote(spliced + enochLine, [peter, enoch], verify))).toBe('note-signature-invalid')
  })

  it('is refused when two of the given keys cannot be told apart', () => {
    expect(codeOf(() => openNote(`${text}\n${enochLine}`, [enoch, peter, enoch], verify))).toBe(
      'vkey-malformed',
    )
  })

  it('may have empty lines in its text', () => {
    const signed = signNote('a\n\nb\n\n', [{ name: 'PeterNeumann', ...signerFromSeed(peterSeed) }])
    expect(openNote(signed, [peter], verify).text).toBe('a\n\nb\n\n')
  })

  it.each([
    ['only text', text],
    ['no signature', `${text}\n`],
    ['no newline at its end', note.slice(0, -1)],
    ['a control character', `\x01${note}`],
    ['a carriage return', note.replaceAll('\n', '\r\n')],
    ['a lone surrogate', `\ud800${note}`],
    ['a name with a space', note.replace('— PeterNeumann', '— Bad Name')],
    ['a name with a no-break space', note.replace('— PeterNeumann', '— Bad\u00a0Name')],
    ['a name with a plus', note.replace('— PeterNeumann', '— Bad+Name')],
    ['no name', note.replace('— PeterNeumann', '— ')],
    ['a hyphen for the dash', note.replace('— Peter', '- Peter')],
    ['a second space', note.replace('— Peter', '—  Peter')],
    ['a line that is no signature', `${note}Unexpected line.\n`],
    ['base64 without padding', note.replace('nAM=', 'nAM')],
    ['base64 with loose tail bits', note.replace('nAM=', 'nAN=')],
    ['a signature of four bytes', `${text}\n— PeterNeumann x08gow==\n`],
    ['seventeen signatures', `${text}\n${peterLine.repeat(17)}`],
    ['more than 64 KiB', `${'a'.repeat(65_536)}\n\n${peterLine}`],
    ['more than 64 KiB in UTF-8 alone', `${'一'.repeat(30_000)}\n\n${peterLine}`],
  ])('with %s is refused', (_, malformed) => {
    expect(codeOf(() => openNote(malformed, [peter], verify))).toBe('note-malformed')
  })

  it('takes sixteen signatures, as many as C2SP asks for, and not one more', () => {
    let growing = signNote(text, [{ name: 'PeterNeumann', ...signerFromSeed(peterSeed) }])
    for (let i = 0; i < 15; i++) growing = appendSignature(growing, enochLine)
    expect(parseNote(growing).signatures).toHaveLength(16)
    expect(codeOf(() => appendSignature(growing, enochLine))).toBe('note-malformed')
  })

  it('grows by whole signature lines only', () => {
    expect(appendSignature(note, enochLine)).toBe(note + enochLine)
    expect(codeOf(() => appendSignature(note, enochLine.trim()))).toBe('note-malformed')
    expect(codeOf(() => appendSignature(note, enochLine + enochLine))).toBe('note-malformed')
    expect(codeOf(() => appendSignature(text, enochLine))).toBe('note-malformed')
  })

  it('cannot be made of a text without a newline at its end', () => {
    const signer = { name: 'PeterNeumann', ...signerFromSeed(peterSeed) }
    expect(codeOf(() => signNote('abc', [signer]))).toBe('note-malformed')
    expect(() => signNote(text, [{ ...signer, name: 'a+b' }])).toThrow(RangeError)
  })

  it('never opens with another text than the signed one, and never crashes', () => {
    fc.assert(
      fc.property(
        fc.nat(note.length - 1),
        fc.string({ minLength: 0, maxLength: 2, unit: 'binary' }),
        (at, piece) => {
          const changed = note.slice(0, at) + piece + note.slice(at + 1)
          if (changed === note) return
          const code = codeOf(() => openNote(changed, [peter], verify))
          expect(['note-malformed', 'note-unsigned', 'note-signature-invalid']).toContain(code)
        },
      ),
    )
  })
})
