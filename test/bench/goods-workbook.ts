import { crc32, deflateRawSync } from 'node:zlib'
import { sampleGoods } from './sample-goods.ts'

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** The same products as a workbook of one sheet, its text shared as Excel shares it. */
export function goodsWorkbook(rows: number): Buffer {
  const strings = new Map<string, number>()
  const placeOf = (text: string): number => {
    const known = strings.get(text) ?? strings.size
    strings.set(text, known)
    return known
  }
  const columns = Object.keys(sampleGoods(0))
  const line = (row: number, cells: readonly string[]) =>
    `<row r="${row}">${cells.map((cell, at) => `<c r="${String.fromCharCode(65 + at)}${row}" t="s"><v>${placeOf(cell)}</v></c>`).join('')}</row>`
  const lines = [line(1, columns)]
  for (let at = 0; at < rows; at++) {
    const goods = sampleGoods(at)
    lines.push(
      line(
        at + 2,
        columns.map((column) => goods[column] ?? ''),
      ),
    )
  }
  const shared = [...strings.keys()].map((text) => `<si><t>${escaped(text)}</t></si>`).join('')
  return zipOf({
    'xl/workbook.xml':
      '<workbook><sheets><sheet name="products" sheetId="1" r:id="rId1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${lines.join('')}</sheetData></worksheet>`,
    'xl/sharedStrings.xml': `<sst>${shared}</sst>`,
  })
}

function zipOf(parts: Readonly<Record<string, string>>): Buffer {
  const local: Buffer[] = []
  const central: Buffer[] = []
  let at = 0
  for (const [name, text] of Object.entries(parts)) {
    const content = Buffer.from(text)
    const packed = deflateRawSync(content, { level: 1 })
    const head = Buffer.alloc(30)
    head.writeUInt32LE(0x04034b50)
    head.writeUInt16LE(8, 8)
    head.writeUInt32LE(crc32(content), 14)
    head.writeUInt32LE(packed.length, 18)
    head.writeUInt32LE(content.length, 22)
    head.writeUInt16LE(name.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50)
    head.copy(entry, 6, 4, 30)
    entry.writeUInt32LE(at, 42)
    local.push(head, Buffer.from(name), packed)
    central.push(entry, Buffer.from(name))
    at += 30 + name.length + packed.length
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50)
  end.writeUInt16LE(central.length / 2, 10)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...local, ...central, end])
}
