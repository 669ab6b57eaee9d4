import { layoutOf, type OpenedSource, type TableSource } from '../../../core/catalogue/table-source.ts'
import { isTableName, type TableName, tableNames } from '../../../core/catalogue/tables.ts'
import { sheetRows } from './sheet-rows.ts'
import { openWorkbook, type Sheet } from './workbook.ts'
import { WorkbookProblem } from './zip-file.ts'

/** Whether a file is a zip, as workbooks are, or the container of an old one. */
export const isWorkbook = (bytes: Uint8Array): boolean =>
  ['504b0304', 'd0cf11e0'].includes(Buffer.from(bytes.subarray(0, 4)).toString('hex'))

/**
 * Opens a workbook (.xlsx): every sheet that is called like a table is one; with `table`, the sheet of that name or else the
 * first. Formulas are never run: what they last gave is taken, and a cell without it is refused.
 */
export async function openWorkbookSource(bytes: Uint8Array, table: TableName | null): Promise<OpenedSource> {
  try {
    const workbook = await openWorkbook(bytes)
    const source = (name: TableName, sheet: Sheet): TableSource => ({
      table: name,
      sheet: sheet.name,
      length: sheet.part.bytes,
      rows: sheetRows(workbook, sheet, layoutOf(name)),
    })
    const tableOf = ({ name }: Sheet) => name.trim().toLowerCase()
    if (table !== null) {
      const sheet = workbook.sheets.find((one) => tableOf(one) === table) ?? workbook.sheets[0]
      if (sheet) return { tables: [source(table, sheet)] }
    }
    const tables = workbook.sheets.flatMap((sheet) => {
      const name = tableOf(sheet)
      return isTableName(name) ? [source(name, sheet)] : []
    })
    if (tables.length > 0) return { tables }
    const value = tableNames.join(', ')
    return { findings: [{ row: 0, column: '', value, code: 'catalogue-sheets-unnamed' }] }
  } catch (error) {
    return { findings: [{ row: 0, column: '', ...problemOf(error) }] }
  }
}

/** What is wrong with a workbook, wherever in it that shows; other errors are thrown on. */
export function problemOf(error: unknown) {
  if (!(error instanceof WorkbookProblem)) throw error
  const code = error.kind === 'malformed' ? 'catalogue-workbook-malformed' : 'catalogue-too-large'
  return { value: error.message, code } as const
}
