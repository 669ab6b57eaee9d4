import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { drawPage } from '../../drivers/render/draw-page.ts'
import { goldenFile, goldenLabels } from './golden-labels.ts'
import { differingDots, dotsOfPng } from './pictures.ts'

it.each(goldenLabels)('$file is drawn as it was, dot for dot', async (label) => {
  expect(differingDots(drawPage(label.page), await dotsOfPng(readFileSync(goldenFile(label))))).toBe(0)
})
