import { createHash } from 'node:crypto'
import * as Automerge from '@automerge/automerge'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { batchActor, batchLaw, writeBatchDocument } from './batch-document.ts'
import { type EvidenceDoc, type EvidenceMap, emptyEvidence } from './evidence-document.ts'
import { checkChanges } from './gate.ts'

const kid = 'ab'.repeat(32)
const law = batchLaw('batch/LBL07/1', kid, 1)

const statement = (text: string) => {
  const bytes = new TextEncoder().encode(text)
  return { id: createHash('sha256').update(bytes).digest('hex'), bytes }
}
const statements = Array.from({ length: 205 }, (_, i) => statement(`statement ${i}`))
const batch = { n: 1, statements, manifest: statement('manifest') }

/** The author's document with one more change, made as the author would make it. */
const changed = (
  edit: (map: Record<string, unknown>) => void,
  options: Automerge.ChangeOptions<unknown> = { time: 0 },
) => {
  const doc = writeBatchDocument(kid, batch)
  return Automerge.change(doc, options as Automerge.ChangeOptions<EvidenceMap>, edit as never) as EvidenceDoc
}
/** The author's document with one more entry. */
const withEntry = (key: string, value: unknown, options?: Automerge.ChangeOptions<unknown>) =>
  changed((map) => {
    map[key] = value
  }, options)
const admit = (doc: EvidenceDoc) => checkChanges(emptyEvidence(), doc, law)
const codeOf = (doc: EvidenceDoc) => admit(doc)?.failure.code

describe('the gate', () => {
  it('lets in a batch that its station wrote', () => {
    expect(admit(writeBatchDocument(kid, batch))).toBeNull()
  })

  it('lets in what an author adds to a document that is already trusted', () => {
    const more = statement('one more')
    const doc = changed((map) => {
      map[more.id] = more.bytes
    })
    expect(checkChanges(writeBatchDocument(kid, batch), doc, law)).toBeNull()
  })

  it('refuses a deletion', () => {
    expect(codeOf(changed((map) => delete map[statement('statement 3').id]))).toBe('change-deletes')
  })

  it('refuses a second write of a key, even of the same bytes', () => {
    const { id, bytes } = statement('statement 3')
    const doc = changed((map) => {
      delete map[id]
      map[id] = bytes
    })
    expect(codeOf(doc)).toMatch(/^change-(deletes|not-first-write)$/)
    expect(codeOf(withEntry('manifest', statement('other').bytes))).toBe('change-not-first-write')
  })

  it('names the change that was not lawful', () => {
    const doc = withEntry('manifest', statement('other').bytes)
    expect(admit(doc)?.change).toBe(Automerge.getHeads(doc)[0])
  })

  it("refuses another actor's change", () => {
    const doc = Automerge.clone(writeBatchDocument(kid, batch), { actor: batchActor(kid, 2) })
    const more = statement('one more')
    const edited = Automerge.change(doc, { time: 0 }, (map) => {
      map[more.id] = more.bytes
    })
    expect(codeOf(edited)).toBe('change-wrong-author')
  })

  it('refuses a key that is not the hash of its value', () => {
    expect(codeOf(withEntry('00'.repeat(32), new Uint8Array([1])))).toBe('change-key-mismatch')
  })

  it.each(['constructor', 'toString', ''])('refuses the key %j', (key) => {
    expect(codeOf(withEntry(key, new Uint8Array([1])))).toBe('change-key-mismatch')
  })

  it.each([
    ['text', 'words', 'change-nested'],
    ['a plain string', new Automerge.ImmutableString('words'), 'change-value-not-bytes'],
    ['a number', 7, 'change-value-not-bytes'],
    ['null', null, 'change-value-not-bytes'],
    ['a map', { a: 1 }, 'change-nested'],
    ['a list', [1, 2], 'change-nested'],
    ['a counter', new Automerge.Counter(1), 'change-value-not-bytes'],
  ])('refuses %s as a value', (_, value, code) => {
    expect(codeOf(withEntry('x', value))).toBe(code)
  })

  it('refuses a value beyond the size of a log entry', () => {
    const big = new Uint8Array(65_536)
    const id = createHash('sha256').update(big).digest('hex')
    expect(admit(withEntry(id, big))?.failure).toMatchObject({
      code: 'change-value-too-large',
      detail: { size: 65_536, limit: 65_535 },
    })
  })

  it('refuses more entries or more bytes in all than the law allows', () => {
    const doc = writeBatchDocument(kid, batch)
    expect(checkChanges(emptyEvidence(), doc, { ...law, entriesMax: 205 })?.failure.code).toBe(
      'document-too-large',
    )
    expect(checkChanges(emptyEvidence(), doc, { ...law, totalBytesMax: 100 })?.failure.code).toBe(
      'document-too-large',
    )
  })

  it.each([{ time: 5 }, { time: 0, message: 'hidden' }])('refuses a change that carries %j', (options) => {
    const more = statement('one more')
    const doc = withEntry(more.id, more.bytes, options)
    expect(codeOf(doc)).toBe('change-carries-metadata')
  })

  it('decides by counting what decoding every change would decide', () => {
    const keys = ['manifest', ...[1, 2, 3].map((i) => statement(`${i}`).id)]
    const edit = fc.record({
      key: fc.constantFrom(...keys),
      what: fc.constantFrom('own', 'own', 'own', 'delete', 'text', 'map', 'number'),
    })
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 6 }), (edits) => {
        let doc = Automerge.init<Record<string, unknown>>({ actor: batchActor(kid, 1) })
        const written = new Map<string, string>()
        let lawful = true
        for (const { key, what } of edits) {
          // Automerge makes no operation of these two.
          if (what === 'delete' && [undefined, 'delete'].includes(written.get(key))) continue
          if (what === 'own' && written.get(key) === 'own') continue
          lawful &&= what === 'own' && !written.has(key)
          written.set(key, what)
          doc = Automerge.change(doc, { time: 0 }, (map) => {
            const number = keys.indexOf(key)
            if (what === 'own') map[key] = new TextEncoder().encode(`${number}`)
            else if (what === 'delete') delete map[key]
            else map[key] = what === 'text' ? 'text' : what === 'map' ? {} : 5
          })
        }
        expect(admit(doc as EvidenceDoc) === null).toBe(lawful)
      }),
    )
  })
})

describe('a batch document', () => {
  it('has the same heads wherever it is built', () => {
    const heads = () => Automerge.getHeads(writeBatchDocument(kid, batch))
    expect(heads()).toEqual(heads())
  })
})
