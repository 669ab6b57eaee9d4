import { expect, it } from 'vitest'
import { newSetUpCode } from '../../core/label/set-up-code.ts'
import { readSymbols } from '../simulators/symbol-eye.ts'
import { setUpPicturePng } from './set-up-picture.ts'

it('shows a set-up code in a symbol that lasers read and in one that imagers read', async () => {
  for (const seed of [0, 7, 15]) {
    const code = newSetUpCode((length) => Uint8Array.from({ length }, (_, index) => seed + index))
    const seen = await readSymbols(setUpPicturePng(code))
    expect(seen.map(({ text }) => text)).toEqual([`]C0${code}`, `]Q1${code}`])
  }
})
