import { at300Dpi, type DamageKind, damageKinds } from '../seal/damage-levels.ts'
import { readRate } from '../seal/read-rates.ts'
import { triedCompact, triedSymbols } from '../seal/tried-labels.ts'
import type { TriedSymbol } from '../seal/tried-symbols.ts'
import type { Soak } from './form.ts'

const table =
  (symbolsOf: () => TriedSymbol[], kinds: readonly DamageKind[]): Soak =>
  async (trials, seed) => {
    const symbols = symbolsOf()
    let harmed = 0
    let seenGhosts = 0
    const readOf = symbols.map(() => 0)
    console.log(`| damage | ${symbols.map(({ name }) => name).join(' | ')} |`)
    console.log(`|---|${symbols.map(() => '--:|').join('')}`)
    for (const kind of kinds) {
      for (const level of kind.levels) {
        const cells: string[] = []
        for (const [index, symbol] of symbols.entries()) {
          const { read, misread, ghosts } = await readRate(symbol, kind, level, { trials, seed })
          cells.push(`${Math.round((100 * read) / trials)}`)
          readOf[index] = (readOf[index] ?? 0) + read / trials
          harmed += misread.length
          seenGhosts += ghosts.length
          for (const text of misread) console.error(`MISREAD ${symbol.name}: ${JSON.stringify(text)}`)
        }
        console.log(`| ${kind.name} ${level.label} ${kind.unit} | ${cells.join(' | ')} |`)
      }
    }
    const rows = kinds.flatMap(({ levels }) => levels).length
    console.log(`| all rows | ${readOf.map((read) => Math.round((100 * read) / rows)).join(' | ')} |`)
    console.log(`${trials} prints a cell with seed ${seed}, per cent read: ${harmed} read as something else`)
    console.log(`${seenGhosts} symbols of another kind seen that are not there`)
    return harmed
  }

/** Reads worn prints of each symbol, so many a level of each damage; prints the rows of `docs/benchmarks/label-damage.md`. */
export const damageLabels: Soak = table(triedSymbols, damageKinds)

/** The same for the forms that a compact label's code may have on a head of 300 dpi. */
export const damageCompactLabels: Soak = table(triedCompact, damageKinds.map(at300Dpi))
