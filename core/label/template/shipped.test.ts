import { describe, expect, it } from 'vitest'
import { hasFixedWords } from './fixed-words.ts'
import { readTemplate } from './read-template.ts'
import { shippedTemplates } from './shipped.ts'
import { templateHash, templateId } from './template-hash.ts'

describe('the shipped label documents', () => {
  it('are those that labels in databases name, to the letter', () => {
    expect(Object.fromEntries(shippedTemplates.map((t) => [templateId(t), templateHash(t)]))).toEqual({
      'unit-60x40/1': 'e06e921bcb830e5722a76569c77ccaff37dab3b079a1752e69cc6178e8a45285',
      'unit-60x40/2': 'd215844a5f3f57e3b6bc6260be00fa63b95d8b7d7c979688c924cea3738ad2a8',
      'unit-40x30/1': '903b01b300735e90a4ab4a4a763cea7212145b42e78beb06d3372b36dcf34ae7',
      'case-100x150/1': '9becd2243550cc9142ccbb68c74667728df3f9a4a2b4b9337b7f11b7bd91b288',
      'case-100x150/2': '5b4421cff00adcbf999f142a6b95129f850b61c432315aec1f3db48893f4e488',
      'pallet-100x150/1': 'f422070a9c4206824de8367d913bdd41b028962c7a28018e7f7146865bafd6a6',
    })
  })

  it('are each what reading it gives, because no process reads them anew', () => {
    for (const template of shippedTemplates) expect(readTemplate(template)).toStrictEqual(template)
  })

  it('say all of their words in the language of the label, except the two that labels were printed by before', () => {
    const fixed = shippedTemplates.filter(hasFixedWords).map(templateId)
    expect(fixed).toEqual(['unit-60x40/1', 'case-100x150/1'])
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
