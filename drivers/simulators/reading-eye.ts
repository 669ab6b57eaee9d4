import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { ReaderOptions } from 'zxing-wasm/reader'

const options: ReaderOptions = {
  formats: ['QRCode', 'Code128', 'DataMatrix'],
  tryHarder: true,
  tryRotate: false,
  tryInvert: false,
  tryDownscale: false,
  maxNumberOfSymbols: 8,
  textMode: 'Plain',
}

let prepared: Promise<typeof import('zxing-wasm/reader')> | undefined

/** Both eyes are opened when the first label is read: until then they would cost an idle station 60 MB. */
const openRenderer = () => import('zpl-renderer-js').then(({ getApi }) => getApi())

/** Handed its binary: zxing-wasm would fetch it otherwise. */
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

const dotsPerMm = 8

function sizeOf(zpl: string): { widthMm: number; heightMm: number } {
  const dots = (command: RegExp, otherwise: number) => Number(command.exec(zpl)?.[1] ?? otherwise)
  return { widthMm: dots(/\^PW(\d+)/, 812) / dotsPerMm, heightMm: dots(/\^LL(\d+)/, 1218) / dotsPerMm }
}

/** The label as an independent renderer draws it, at 203 dpi. It skips commands it does not know; a printer would not. */
export async function renderZplPng(zpl: Uint8Array): Promise<Uint8Array> {
  const text = Buffer.from(zpl).toString('utf8')
  const { widthMm, heightMm } = sizeOf(text)
  const { zplToBase64Async } = await openRenderer()
  return Buffer.from(await zplToBase64Async(text, widthMm, heightMm, dotsPerMm), 'base64')
}

/**
 * Reads a printed label with eyes of its own: an independent renderer, then an independent decoder. Answers each
 * symbol's text after its AIM id, as a scanner would send it, GS kept; linear symbols come first. A label without a
 * readable symbol gives an empty list.
 */
export async function readLabels(zpl: Uint8Array): Promise<string[]> {
  const [png, { readBarcodes }] = await Promise.all([renderZplPng(zpl), openDecoder()])
  const symbols = await readBarcodes(png, options)
  return symbols
    .filter((symbol) => symbol.isValid)
    .map((symbol) => `${symbol.symbologyIdentifier}${symbol.text}`)
    .sort((a, b) => Number(b.startsWith(']C')) - Number(a.startsWith(']C')))
}
