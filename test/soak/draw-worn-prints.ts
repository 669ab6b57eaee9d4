import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { damageKinds } from '../seal/damage-levels.ts'
import { wornPrints } from '../seal/read-rates.ts'
import { triedSymbols } from '../seal/tried-labels.ts'
import type { Soak } from './form.ts'

/**
 * Writes so many worn prints of each QR code a level of each damage as PGM files, for readers that are no part of this
 * project, and an index of what is on each. The seeds are those of `--damage`.
 */
export const drawWornPrints: Soak = async (trials, seed) => {
  const folder = mkdtempSync(join(tmpdir(), 'bondmark-worn-'))
  const symbols = triedSymbols().filter(({ name }) => name.startsWith('QR') && name.includes('4 dots'))
  let index = ''
  for (const symbol of symbols) {
    for (const kind of damageKinds) {
      for (const level of kind.levels) {
        let n = 0
        for (const { width, height, data } of wornPrints(symbol, kind, level, { trials, seed })) {
          const grey = Uint8Array.from({ length: width * height }, (_, at) => data[at * 4] ?? 0)
          const file = `${symbol.name}-${kind.name}-${level.label}-${n++}.pgm`.replaceAll(/[ ,]+/g, '_')
          writeFileSync(join(folder, file), Buffer.concat([Buffer.from(`P5 ${width} ${height} 255\n`), grey]))
          index += `${[file, symbol.name, `${kind.name} ${level.label} ${kind.unit}`, symbol.text].join('\t')}\n`
        }
      }
    }
  }
  writeFileSync(join(folder, 'index.tsv'), index)
  console.log(`worn prints for other readers in ${folder}; index.tsv says what is on each`)
  return 0
}
