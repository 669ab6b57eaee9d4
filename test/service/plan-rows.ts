import { readFileSync } from 'node:fs'
import Papa from 'papaparse'

/** The rows of a plan file in CSV under their columns, empty cells left out. */
export function parseCsv(file: string): Record<string, string>[] {
  const { data } = Papa.parse<Record<string, string>>(readFileSync(file, 'utf8'), {
    header: true,
    skipEmptyLines: true,
  })
  return data.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== '')))
}
