import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { unitContent } from '../../core/label/template/content.stub.ts'
import { labelLanguages } from '../../core/label/template/label-kind.ts'
import { readTemplate } from '../../core/label/template/read-template.ts'
import { layOutLabel } from '../../drivers/render/lay-out-label.ts'
import { templateMedia } from '../../drivers/render/media.ts'
import { textsOf } from './loop-labels.ts'

const page = readFileSync(new URL('../../docs/formats/label-template.md', import.meta.url), 'utf8')
const example = /```json\n([\s\S]+?)```/.exec(page)?.[1] ?? ''

it.each([8, 12, 24] as const)(
  'the worked example of docs/formats prints at %i dots/mm, in every language',
  (head) => {
    const template = readTemplate(new TextEncoder().encode(example))
    for (const language of labelLanguages) {
      const content = { ...unitContent, serial: 'W'.repeat(15) }
      const label = layOutLabel(template, content, templateMedia(template, head), language)
      expect(textsOf(label)).toEqual([`]Q1${unitContent.link}`])
    }
  },
)
