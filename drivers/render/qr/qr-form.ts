/** A QR code's form, the same for every label of a template: version (1–10), error correction level and mask (0–7). */
export interface QrForm {
  readonly version: number
  readonly level: 'L' | 'M'
  readonly mask: number
}

/** Data codewords a block, for one level of a version, and error correction codewords that each of them gets. */
interface Blocks {
  readonly correction: number
  readonly data: readonly number[]
}

const blocks = (
  correction: number,
  ...groups: readonly (readonly [count: number, data: number])[]
): Blocks => ({
  correction,
  data: groups.flatMap(([count, data]) => Array.from({ length: count }, () => data)),
})

/** ISO/IEC 18004:2015, table 9, from version 1. */
const blockTable: Readonly<Record<QrForm['level'], readonly Blocks[]>> = {
  L: [
    blocks(7, [1, 19]),
    blocks(10, [1, 34]),
    blocks(15, [1, 55]),
    blocks(20, [1, 80]),
    blocks(26, [1, 108]),
    blocks(18, [2, 68]),
    blocks(20, [2, 78]),
    blocks(24, [2, 97]),
    blocks(30, [2, 116]),
    blocks(18, [2, 68], [2, 69]),
  ],
  M: [
    blocks(10, [1, 16]),
    blocks(16, [1, 28]),
    blocks(26, [1, 44]),
    blocks(18, [2, 32]),
    blocks(24, [2, 43]),
    blocks(16, [4, 27]),
    blocks(18, [4, 31]),
    blocks(22, [2, 38], [2, 39]),
    blocks(22, [3, 36], [2, 37]),
    blocks(26, [4, 43], [1, 44]),
  ],
}

/** Modules a side. */
export const qrModules = ({ version }: Pick<QrForm, 'version'>): number => 17 + 4 * version

export function blocksOf({ version, level }: QrForm): Blocks {
  const found = blockTable[level][version - 1]
  if (found === undefined) throw new RangeError(`no QR code of version ${version}`)
  return found
}

/** Bits of the count in byte mode (table 3). */
export const countBits = ({ version }: QrForm): number => (version < 10 ? 8 : 16)

/** Bytes that a form holds in byte mode: its data codewords less the mode's four bits and the count. 0 for version 0. */
export function qrCapacity(form: QrForm): number {
  if (form.version === 0) return 0
  const codewords = blocksOf(form).data.reduce((sum, data) => sum + data, 0)
  return Math.floor((codewords * 8 - 4 - countBits(form)) / 8)
}
