import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { ReaderOptions } from 'zxing-wasm/reader'
import { type Bitmap, dotAt } from '../render/bitmap.ts'

const options: ReaderOptions = {
  formats: ['QRCode', 'Code128', 'DataMatrix', 'EAN13', 'ITF14'],
  tryHarder: true,
  tryRotate: false,
  tryInvert: false,
  tryDownscale: false,
  maxNumberOfSymbols: 32,
  textMode: 'Plain',
}

let prepared: Promise<typeof import('zxing-wasm/reader')> | undefined

/** Opened when the first picture is read. Handed its binary: zxing-wasm would fetch it otherwise. */
function openDecoder(): Promise<typeof import('zxing-wasm/reader')> {
  prepared ??= prepareDecoder()
  return prepared
}

async function prepareDecoder() {
  const wasm = await readFile(fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm')))
  const wasmBinary = wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) as ArrayBuffer
  const reader = await import('zxing-wasm/reader')
  await reader.prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true })
  return reader
}

/** A symbol as an independent decoder sees it. */
export interface SeenSymbol {
  /** AIM id and text, as a scanner would send them, GS kept. */
  readonly text: string
  /** Pixels of the picture, roughly: a decoder's corners are not exact. */
  readonly left: number
  readonly top: number
}

/** What a camera sees: RGBA, as a page's ImageData. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly data: Uint8ClampedArray<ArrayBuffer>
  readonly colorSpace: 'srgb'
}

/**
 * What can be read in a PNG, in pixels, or on what a simulated printer put out; linear symbols come first. A picture without a
 * readable symbol gives an empty list.
 */
export async function readSymbols(picture: Uint8Array | Bitmap | Pixels): Promise<SeenSymbol[]> {
  const { readBarcodes } = await openDecoder()
  const image = picture instanceof Uint8Array || 'colorSpace' in picture ? picture : framed(picture)
  const symbols = await readBarcodes(image, options)
  return symbols
    .filter((symbol) => symbol.isValid)
    .map(({ symbologyIdentifier, text, position: { topLeft, topRight, bottomLeft } }) => ({
      text: `${symbologyIdentifier}${text}`,
      left: Math.min(topLeft.x, bottomLeft.x),
      top: Math.min(topLeft.y, topRight.y),
    }))
    .sort((a, b) => Number(isLinear(b.text)) - Number(isLinear(a.text)))
}

const isLinear = (text: string): boolean => /^\][CEI]/.test(text)

/** White dots around it, as around a label that lies on something bright. */
const margin = 40

function framed(bitmap: Bitmap): Pixels {
  const width = bitmap.width + 2 * margin
  const height = bitmap.height + 2 * margin
  const data = new Uint8ClampedArray(width * height * 4).fill(255)
  for (let y = 0; y < bitmap.height; y++) {
    for (let x = 0; x < bitmap.width; x++) {
      const at = 4 * ((y + margin) * width + x + margin)
      if (dotAt(bitmap, x, y)) data.fill(0, at, at + 3)
    }
  }
  return { data, width, height, colorSpace: 'srgb' as const }
}
