import { describe, expect, it } from 'vitest'
import { openBox, type SealedBox, sealBox } from './sealed-box.ts'

const secret = new Uint8Array(32).map((_, i) => i)
const refused = { code: 'vault-locked' }

describe('a sealed box', () => {
  it('gives its secret back to the same passphrase and context', async () => {
    const box = await sealBox(secret, '通行短语', 'bondmark/vault/1')
    expect(await openBox(box, '通行短语', 'bondmark/vault/1')).toEqual(secret)
  })

  it('stays closed for another passphrase and in another place', async () => {
    const box = await sealBox(secret, 'right', 'bondmark/person/SUP-0001')
    await expect(openBox(box, 'wrong', 'bondmark/person/SUP-0001')).rejects.toMatchObject(refused)
    await expect(openBox(box, 'right', 'bondmark/person/SUP-0002')).rejects.toMatchObject(refused)
  })

  it('stays closed after any of its parts is changed or cut', async () => {
    const box = await sealBox(secret, 'right', 'here')
    const flipped = (text: string) => (text.startsWith('A') ? `B${text.slice(1)}` : `A${text.slice(1)}`)
    const damaged: SealedBox[] = [
      { ...box, salt: flipped(box.salt) },
      { ...box, nonce: flipped(box.nonce) },
      { ...box, box: flipped(box.box) },
      { ...box, box: box.box.slice(0, -4) },
      { ...box, box: box.box.slice(0, 8) },
      { ...box, box: '' },
      { ...box, nonce: '' },
    ]
    for (const changed of damaged) {
      await expect(openBox(changed, 'right', 'here')).rejects.toMatchObject(refused)
    }
  })

  it('is another one every time, and shows nothing of its secret', async () => {
    const [a, b] = await Promise.all([sealBox(secret, 'p', 'c'), sealBox(secret, 'p', 'c')])
    expect(a.salt).not.toBe(b.salt)
    expect(a.nonce).not.toBe(b.nonce)
    expect(a.box).not.toBe(b.box)
    expect(a.box).not.toContain(Buffer.from(secret).toString('base64url').slice(0, 16))
  })
})
