import { type Bitmap, newBitmap, setDot } from '../../render/bitmap.ts'

/** From space to tilde, five columns of eight dots a letter, the top dot lowest: a letter has ten hex digits. */
const letters = [
  '0000000000 00005f0000 0007000700 147f147f14 242a7f2a12 2313086462 3649562050 0008070300',
  '001c224100 0041221c00 2a1c7f1c2a 08083e0808 0080703000 0808080808 0000606000 2010080402',
  '3e5149453e 00427f4000 7249494946 2141494d33 1814127f10 2745454539 3c4a494931 4121110907',
  '3649494936 464949291e 0000140000 0040340000 0008142241 1414141414 0041221408 0201590906',
  '3e415d594e 7c1211127c 7f49494936 3e41414122 7f4141413e 7f49494941 7f09090901 3e41415173',
  '7f0808087f 00417f4100 2040413f01 7f08142241 7f40404040 7f021c027f 7f0408107f 3e4141413e',
  '7f09090906 3e4151215e 7f09192946 2649494932 03017f0103 3f4040403f 1f2040201f 3f4038403f',
  '6314081463 0304780403 6159494d43 007f414141 0204081020 004141417f 0402010204 4040404040',
  '0003070800 2054547840 7f28444438 3844444428 384444287f 3854545418 00087e0902 18a4a49c78',
  '7f08040478 00447d4000 2040403d00 7f10284400 00417f4000 7c04780478 7c08040478 3844444438',
  'fc18242418 18242418fc 7c08040408 4854545424 04043f4424 3c4040207c 1c2040201c 3c4030403c',
  '4428102844 4c9090907c 4464544c44 0008364100 0000770000 0041360800 0201020402',
].flatMap((line) => line.split(' '))

/** What stands for a letter that this font has not drawn: a box. */
const unknown = '7f4141417f'

const columns = 5
const rows = 8

/** A dot of a letter on its grid of 5 × 8. Accents are left off. */
function isInked(letter: string, column: number, row: number): boolean {
  const plain = letter.normalize('NFD').charCodeAt(0)
  const hex = (letter === '' ? undefined : letters[plain - 0x20]) ?? unknown
  return ((Number.parseInt(hex.slice(column * 2, column * 2 + 2), 16) >> row) & 1) === 1
}

/** A line of letters, each in a cell of its own width and the same height. */
export function plainText(cells: readonly { letter: string; width: number }[], height: number): Bitmap {
  const bitmap = newBitmap(
    cells.reduce((sum, { width }) => sum + width, 0),
    height,
  )
  let x = 0
  for (const { letter, width } of cells) {
    // A sixth of the cell keeps the letters apart.
    const inked = Math.max(1, width - Math.max(1, Math.round(width / 6)))
    for (let dy = 0; dy < height; dy++) {
      const row = Math.floor((dy * rows) / height)
      for (let dx = 0; dx < inked; dx++) {
        if (isInked(letter, Math.floor((dx * columns) / inked), row)) setDot(bitmap, x + dx, dy)
      }
    }
    x += width
  }
  return bitmap
}
