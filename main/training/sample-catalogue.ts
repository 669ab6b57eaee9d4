import { existsSync, readFileSync } from 'node:fs'
import { openTextSource } from '../../core/catalogue/table-source.ts'
import { tableNames } from '../../core/catalogue/tables.ts'
import { openCatalogueFile } from '../catalogue/catalogue-file.ts'
import { takeTables } from '../catalogue/take-tables.ts'
import { decodeGb18030 } from '../plan-import/prepare-plan.ts'
import { repositoryFile } from '../workspace/repository-file.ts'

/**
 * Puts the sample goods, their makers, agencies and figures into the catalogue of a new training workspace, as its own rows,
 * so that whoever learns may change them. What the sample plans cite is there, and nothing that would decide them otherwise.
 */
export async function furnishCatalogue(file: string): Promise<void> {
  const sources = tableNames.flatMap((table) => {
    const sample = repositoryFile('fixtures', 'catalogue', `${table}.csv`)
    if (!existsSync(sample)) return []
    const opened = openTextSource(readFileSync(sample), table, decodeGb18030)
    return 'tables' in opened ? opened.tables : []
  })
  const db = openCatalogueFile(file)
  try {
    db.exec('BEGIN IMMEDIATE')
    const { problems } = await takeTables(db, sources, { replace: false, onRows: () => {} })
    const [first] = problems
    if (first) throw new Error(`the sample catalogue has ${first.finding.code} at ${first.finding.row}`)
    db.exec('COMMIT')
  } finally {
    db.close()
  }
}
