/** x⁸ + x⁴ + x³ + x² + 1, the field of ISO/IEC 18004 §7.5.2. */
const FIELD = 0x11d

const powers = new Uint8Array(512)
const logarithms = new Uint8Array(256)
for (let exponent = 0, value = 1; exponent < 255; exponent++) {
  powers[exponent] = value
  powers[exponent + 255] = value
  logarithms[value] = exponent
  value = value & 0x80 ? (value << 1) ^ FIELD : value << 1
}

function product(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : (powers[(logarithms[a] ?? 0) + (logarithms[b] ?? 0)] ?? 0)
}

/** Coefficients of (x − 2⁰)(x − 2¹)…, below the leading one, highest first. */
function generator(degree: number): Uint8Array {
  const coefficients = new Uint8Array(degree)
  coefficients[degree - 1] = 1
  for (let root = 0; root < degree; root++) {
    for (let at = 0; at < degree; at++) {
      coefficients[at] = product(coefficients[at] ?? 0, powers[root] ?? 0) ^ (coefficients[at + 1] ?? 0)
    }
  }
  return coefficients
}

/** The remainder of the data by the generator polynomial: the error correction codewords of a block. */
export function errorCorrection(degree: number): (data: Uint8Array) => Uint8Array {
  const divisor = generator(degree)
  return (data) => {
    const rest = new Uint8Array(degree)
    for (const codeword of data) {
      const factor = codeword ^ (rest[0] ?? 0)
      rest.copyWithin(0, 1)
      rest[degree - 1] = 0
      if (factor === 0) continue
      for (let at = 0; at < degree; at++) rest[at] = (rest[at] ?? 0) ^ product(divisor[at] ?? 0, factor)
    }
    return rest
  }
}
