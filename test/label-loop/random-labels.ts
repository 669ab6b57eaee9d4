import { checkDigit } from '../../core/gs1/check-digit.ts'
import { CROCKFORD_ALPHABET } from '../../core/label/crockford.ts'
import { casePage, unitPage } from '../../drivers/render/label-page.stub.ts'
import type { DotsPerMm } from '../../drivers/render/media.ts'
import type { LoopLabel } from './loop-labels.ts'

type Random = () => number

/** GS1 set 82: what may stand in a lot. */
const LOT_SIGNS = '!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

function anyOf(random: Random, alphabet: string, count: number): string {
  return Array.from({ length: count }, () => alphabet.charAt(Math.floor(random() * alphabet.length))).join('')
}

const below = (random: Random, limit: number) => Math.floor(random() * limit)
const digits = (random: Random, count: number) => anyOf(random, '0123456789', count)

function withCheckDigit(body: string): string {
  return `${body}${checkDigit(body)}`
}

/** A lot of a unit label stays short enough to fit; a case's may have all of its twenty signs. */
function lotOf(random: Random, lengthMax: number): string {
  const alphabets = [LOT_SIGNS, '0123456789', 'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789-']
  return anyOf(random, alphabets[below(random, alphabets.length)] ?? LOT_SIGNS, 1 + below(random, lengthMax))
}

/** A label such as may come any day: serials, seals, PINs, lots, keys and counts at random. */
export function randomLabel(random: Random, dotsPerMm: DotsPerMm): LoopLabel {
  const gtin = withCheckDigit(`0${digits(random, 12)}`)
  const training = random() < 0.5
  if (random() < 0.6) {
    const serial = anyOf(random, CROCKFORD_ALPHABET, 15)
    const link = `https://verify.bondmark.example/01/${gtin}/21/${serial}?s=${anyOf(random, BASE64URL, 91)}`
    const pin = anyOf(random, CROCKFORD_ALPHABET, 10)
    const content = { gtin, serial, link, pin, training, lot: lotOf(random, 12) }
    return {
      name: `unit ${JSON.stringify(content.lot)}`,
      page: unitPage(content, dotsPerMm),
    }
  }
  const sscc = withCheckDigit(digits(random, 17))
  const quantity = 1 + below(random, 10 ** (1 + below(random, 8)) - 1)
  const content = { sscc, gtin, quantity, training, lot: lotOf(random, 20) }
  return { name: `case ${JSON.stringify(content.lot)}`, page: casePage(content, dotsPerMm) }
}
