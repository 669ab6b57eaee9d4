import { readSymbols } from './symbol-eye.ts'

/** Opened when the first label is read: until then it would cost an idle station 60 MB. */
const openRenderer = () => import('zpl-renderer-js').then(({ getApi }) => getApi())

type DotsPerMm = 8 | 12 | 24

function sizeOf(zpl: string, dotsPerMm: DotsPerMm): { widthMm: number; heightMm: number } {
  const dots = (command: RegExp, otherwise: number) => Number(command.exec(zpl)?.[1] ?? otherwise)
  return { widthMm: dots(/\^PW(\d+)/, 812) / dotsPerMm, heightMm: dots(/\^LL(\d+)/, 1218) / dotsPerMm }
}

/** The label as an independent renderer draws it. It skips commands it does not know; a printer would not. */
export async function renderZplPng(zpl: Uint8Array, dotsPerMm: DotsPerMm = 8): Promise<Uint8Array> {
  const text = Buffer.from(zpl).toString('utf8')
  const { widthMm, heightMm } = sizeOf(text, dotsPerMm)
  const { zplToBase64Async } = await openRenderer()
  return Buffer.from(await zplToBase64Async(text, widthMm, heightMm, dotsPerMm), 'base64')
}

/**
 * Reads a printed label with eyes of its own: an independent renderer, then an independent decoder. Answers each
 * symbol's text after its AIM id, as a scanner would send it, GS kept; linear symbols come first. A label without a
 * readable symbol gives an empty list.
 */
export async function readLabels(zpl: Uint8Array, dotsPerMm: DotsPerMm = 8): Promise<string[]> {
  return (await readSymbols(await renderZplPng(zpl, dotsPerMm))).map(({ text }) => text)
}
