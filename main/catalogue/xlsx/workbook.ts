import { readXml } from './read-xml.ts'
import { openZip, WorkbookProblem, type ZipEntry } from './zip-file.ts'

/** The most text that a workbook's cells share, in characters. */
const STRINGS_LENGTH_MAX = 128 * 1024 * 1024

export interface Sheet {
  readonly name: string
  readonly part: ZipEntry
}

/** A workbook (ECMA-376, SpreadsheetML) opened to have its sheets read. */
export interface Workbook {
  readonly sheets: readonly Sheet[]
  /** Text that cells name by its place. */
  readonly strings: readonly string[]
  /** By the number of a cell's style: whether what it shows is a day. */
  readonly isDay: readonly boolean[]
  /** Whether days are counted from 1904. */
  readonly is1904: boolean
}

/** Opens a workbook; its sheets are read later, one row at a time. Throws `WorkbookProblem`. */
export async function openWorkbook(file: Uint8Array): Promise<Workbook> {
  // An old .xls, and a workbook under a password, are of another container altogether.
  if (Buffer.from(file.subarray(0, 8)).toString('hex') === 'd0cf11e0a1b11ae1')
    throw new WorkbookProblem('malformed', '.xls, or a password')
  const parts = openZip(file)
  const workbook = parts.get('xl/workbook.xml')
  if (!workbook) throw new WorkbookProblem('malformed', 'no xl/workbook.xml')
  const targets = await targetsOf(parts.get('xl/_rels/workbook.xml.rels'))
  const sheets: Sheet[] = []
  let is1904 = false
  for await (const pieces of readXml(workbook.read()))
    for (const piece of pieces) {
      if (piece.kind !== 'open') continue
      const { name, id, date1904 } = piece.attributes
      if (piece.name === 'workbookPr') is1904 = date1904 === '1' || date1904 === 'true'
      if (piece.name !== 'sheet' || name === undefined) continue
      const part = parts.get(targets.get(id ?? '') ?? '')
      if (part) sheets.push({ name, part })
    }
  return {
    sheets,
    is1904,
    strings: await stringsOf(parts.get('xl/sharedStrings.xml')),
    isDay: await daysOf(parts.get('xl/styles.xml')),
  }
}

async function targetsOf(part: ZipEntry | undefined): Promise<Map<string, string>> {
  const targets = new Map<string, string>()
  if (!part) return targets
  for await (const pieces of readXml(part.read()))
    for (const piece of pieces) {
      if (piece.kind !== 'open' || piece.name !== 'Relationship') continue
      const { Id = '', Target = '' } = piece.attributes
      targets.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`)
    }
  return targets
}

async function stringsOf(part: ZipEntry | undefined): Promise<string[]> {
  const strings: string[] = []
  if (!part) return strings
  let [text, length, isText, isPhonetic] = ['', 0, false, false]
  for await (const pieces of readXml(part.read()))
    for (const piece of pieces) {
      if (piece.kind === 'text') {
        if (isText && !isPhonetic) text += piece.text
        continue
      }
      const isOpen = piece.kind === 'open'
      if (piece.name === 't') isText = isOpen
      // How Japanese text is read aloud stands beside it, and is not part of it.
      if (piece.name === 'rPh') isPhonetic = isOpen
      if (piece.name !== 'si') continue
      if (!isOpen) {
        strings.push(text)
        length += text.length
        if (length > STRINGS_LENGTH_MAX) throw new WorkbookProblem('too-large', 'text')
      }
      text = ''
    }
  return strings
}

/** ECMA-376 part 1, §18.8.30: numbers of formats that every workbook has and that show days. */
const isBuiltInDay = (id: number): boolean =>
  (id >= 14 && id <= 17) ||
  id === 22 ||
  (id >= 27 && id <= 31) ||
  id === 36 ||
  (id >= 50 && id <= 54) ||
  (id >= 57 && id <= 58)

/** Whether a format shows a day: it has a y or a d that is neither text nor a colour or a place. */
const showsDay = (format: string): boolean => /[yd]/i.test(format.replace(/"[^"]*"|\\.|\[[^\]]*\]|_./g, ''))

async function daysOf(part: ZipEntry | undefined): Promise<boolean[]> {
  const days: boolean[] = []
  if (!part) return days
  const formats = new Map<number, string>()
  let isCells = false
  for await (const pieces of readXml(part.read()))
    for (const piece of pieces) {
      if (piece.kind === 'text') continue
      if (piece.name === 'cellXfs') isCells = piece.kind === 'open'
      if (piece.kind !== 'open') continue
      const { numFmtId = '0', formatCode = '' } = piece.attributes
      if (piece.name === 'numFmt') formats.set(Number(numFmtId), formatCode)
      if (piece.name !== 'xf' || !isCells) continue
      const format = formats.get(Number(numFmtId))
      days.push(format === undefined ? isBuiltInDay(Number(numFmtId)) : showsDay(format))
    }
  return days
}
