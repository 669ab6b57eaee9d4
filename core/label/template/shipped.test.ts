import { describe, expect, it } from 'vitest'
import { readTemplate } from './read-template.ts'
import { shippedTemplates } from './shipped.ts'
import { templateHash, templateId } from './template-hash.ts'

describe('the shipped label documents', () => {
  it('are those that labels in databases name, to the letter', () => {
    expect(Object.fromEntries(shippedTemplates.map((t) => [templateId(t), templateHash(t)]))).toEqual({
      'unit-60x40/1': 'e06e921bcb830e5722a76569c77ccaff37dab3b079a1752e69cc6178e8a45285',
      'unit-40x30/1': '543f281e5534f1e019f9ce5773e479944482010eaab29028b90087465fcb035a',
      'case-100x150/1': '9becd2243550cc9142ccbb68c74667728df3f9a4a2b4b9337b7f11b7bd91b288',
      'pallet-100x150/1': '6a0bd5d9170d45edf535868a0bbf32f0f40f16e2ef9b9810c03f49a80977b8c6',
    })
  })

  it('have one hash, however their JSON is written', () => {
    for (const template of shippedTemplates) {
      const spaced = new TextEncoder().encode(JSON.stringify(template, null, 7))
      expect(templateHash(readTemplate(spaced))).toBe(templateHash(template))
      const reversed = Object.fromEntries(Object.entries(template).reverse())
      expect(templateHash(readTemplate(reversed))).toBe(templateHash(template))
    }
  })
})
