import { afterEach, beforeEach, expect, it } from 'vitest'
import { readSymbols } from '../../drivers/simulators/symbol-eye.ts'
import { BenchStation } from './bench-station.stub.ts'
import { labelPicture } from './label-picture.ts'

let bench: BenchStation
beforeEach(async () => {
  bench = await BenchStation.open()
})
afterEach(() => bench.close())

it('a label scanned off the screen is a STOP, and its own paper is taken all the same', async () => {
  await bench.scan(']d20109506000110011' + '1728021410KM1-2608A')
  const paper = await bench.newestLabel()
  const picture = await labelPicture(bench.station.ctx, bench.store.labels.newest(1)[0]?.job ?? 0)
  const shown = (await readSymbols(picture)).find(({ text }) => text.startsWith(']Q'))?.text ?? ''
  expect(shown.slice(0, shown.indexOf('?'))).toBe(paper.slice(0, paper.indexOf('?')))
  expect(await bench.scan(shown)).toMatchObject({ kind: 'stop', sentence: { code: 'label-is-picture' } })
  await bench.press('ack')
  await bench.scan(']d20109506000110011' + '1728021410KM1-2608A')
  expect(await bench.scan(paper)).toMatchObject({ sentence: { code: 'label-verified' } })
})
