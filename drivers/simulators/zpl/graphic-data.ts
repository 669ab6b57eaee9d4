/**
 * Expands the data of a `^GFA` field as the ZPL II manual describes it ("Alternative Data Compression Scheme"): G to Y
 * repeat the next digit 1 to 19 times, g to z 20 to 400 times, and add up; a comma fills the row with zeros, an
 * exclamation mark with ones, a colon repeats the row above. Answers a row of hex digits each, or why it cannot.
 */
export function expandGraphicData(data: string, rowBytes: number, rowsMax: number): string[] | string {
  const digits = rowBytes * 2
  const rows: string[] = []
  let row = ''
  let repeat = 0

  const add = (text: string): string | undefined => {
    row += text
    if (row.length > digits) return `row ${rows.length} is longer than ${digits} digits`
    if (row.length === digits) {
      rows.push(row)
      row = ''
    }
    return rows.length > rowsMax ? `more than ${rowsMax} rows` : undefined
  }

  const take = (letter: string): string | undefined => {
    if (/[G-Y]/.test(letter)) repeat += letter.charCodeAt(0) - 0x46
    else if (/[g-z]/.test(letter)) repeat += (letter.charCodeAt(0) - 0x66) * 20
    else if (/[0-9A-Fa-f]/.test(letter)) {
      const count = repeat === 0 ? 1 : repeat
      repeat = 0
      return add(letter.toUpperCase().repeat(count))
    } else if (repeat > 0) return `a repeat count before ${JSON.stringify(letter)}`
    else if (letter === ',') return add('0'.repeat(digits - row.length))
    else if (letter === '!') return add('F'.repeat(digits - row.length))
    else if (letter === ':')
      return row === '' ? add(rows.at(-1) ?? '0'.repeat(digits)) : 'a colon inside a row'
    else return `the letter ${JSON.stringify(letter)}`
    return undefined
  }

  for (const letter of data) {
    const problem = take(letter)
    if (problem !== undefined) return problem
  }
  return row === '' && repeat === 0 ? rows : 'the data break off inside a row'
}
