import { damageKinds } from '../seal/damage-levels.ts'
import { readRate } from '../seal/read-rates.ts'
import { triedSymbols } from '../seal/tried-labels.ts'
import type { Soak } from './form.ts'

/** Reads worn prints of each symbol, so many a level of each damage; prints the rows of `docs/benchmarks/label-damage.md`. */
export const damageLabels: Soak = async (trials, seed) => {
  const symbols = triedSymbols()
  let harmed = 0
  let seenGhosts = 0
  console.log(`| damage | ${symbols.map(({ name }) => name).join(' | ')} |`)
  console.log(`|---|${symbols.map(() => '--:|').join('')}`)
  for (const kind of damageKinds) {
    for (const level of kind.levels) {
      const cells: string[] = []
      for (const symbol of symbols) {
        const { read, misread, ghosts } = await readRate(symbol, kind, level, { trials, seed })
        cells.push(`${Math.round((100 * read) / trials)}`)
        harmed += misread.length
        seenGhosts += ghosts.length
        for (const text of misread) console.error(`MISREAD ${symbol.name}: ${JSON.stringify(text)}`)
      }
      console.log(`| ${kind.name} ${level.label} ${kind.unit} | ${cells.join(' | ')} |`)
    }
  }
  console.log(`${trials} prints a cell with seed ${seed}, per cent read: ${harmed} read as something else`)
  console.log(`${seenGhosts} symbols of another kind seen that are not there`)
  return harmed
}
