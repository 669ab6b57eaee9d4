/** What a mutation draws from: a number in [0, 1). */
export type Random = () => number

const below = (random: Random, n: number): number => Math.floor(random() * n)
const pick = <Item>(random: Random, items: readonly Item[]): Item | undefined =>
  items[below(random, items.length)]

/** Bytes that mean something to one decoder or another: separators, brackets, heads of CBOR, control characters. */
const telling = new TextEncoder().encode('\u001d\u0000\r\n"\\{}[]():;,.?&=%/+-~^ 0019azAZé￾😀')
const numbers = [0, 1, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1f, 0x7f, 0x80, 0xff]
/** Texts that parsers trip over. */
const texts = [
  '__proto__',
  'constructor',
  'toString',
  '\\ud800',
  '1e999',
  '-0',
  '9007199254740993',
  '[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[',
  '{"a":{"a":{"a":{"a":{"a":{"a":{"a":',
  '%00%ff%e2%82',
  '../../../../etc/passwd',
  ']d2',
  '(01)',
  '\u2028',
]

type Mutation = (bytes: Uint8Array, random: Random, others: readonly Uint8Array[]) => Uint8Array

const spliced = (bytes: Uint8Array, at: number, remove: number, piece: Uint8Array): Uint8Array => {
  const whole = new Uint8Array(bytes.length - Math.min(remove, bytes.length - at) + piece.length)
  whole.set(bytes.subarray(0, at))
  whole.set(piece, at)
  whole.set(bytes.subarray(at + remove), at + piece.length)
  return whole
}

const anyPiece = (bytes: Uint8Array, random: Random): Uint8Array => {
  const start = below(random, bytes.length + 1)
  return bytes.subarray(start, start + below(random, Math.min(64, bytes.length - start) + 1))
}

/** One change each; several are applied to an input. */
const mutations: readonly Mutation[] = [
  // one bit, one byte, one telling byte
  (bytes, random) => {
    const at = below(random, bytes.length)
    return bytes.length === 0 ? bytes : bytes.with(at, (bytes[at] ?? 0) ^ (1 << below(random, 8)))
  },
  (bytes, random) => {
    const value = random() < 0.5 ? (pick(random, numbers) ?? 0) : below(random, 256)
    return bytes.length === 0 ? bytes : bytes.with(below(random, bytes.length), value)
  },
  (bytes, random) => {
    const at = below(random, bytes.length + 1)
    return spliced(bytes, at, below(random, 2), Uint8Array.of(pick(random, [...telling]) ?? 0))
  },
  // a tripping text
  (bytes, random) => {
    const text = new TextEncoder().encode(pick(random, texts) ?? '')
    return spliced(bytes, below(random, bytes.length + 1), below(random, 8), text)
  },
  // cut off, at either end
  (bytes, random) => bytes.subarray(0, below(random, bytes.length + 1)),
  (bytes, random) => bytes.subarray(below(random, bytes.length + 1)),
  // a piece repeated, perhaps often
  (bytes, random) => {
    const piece = anyPiece(bytes, random)
    const times = random() < 0.1 ? 500 : 1 + below(random, 4)
    const repeated = new Uint8Array(piece.length * times)
    for (let i = 0; i < times; i++) repeated.set(piece, i * piece.length)
    return spliced(bytes, below(random, bytes.length + 1), 0, repeated)
  },
  // a piece removed, moved, or of another input
  (bytes, random) => spliced(bytes, below(random, bytes.length + 1), 1 + below(random, 32), new Uint8Array()),
  (bytes, random) =>
    spliced(bytes, below(random, bytes.length + 1), below(random, 16), anyPiece(bytes, random)),
  (bytes, random, others) => {
    const other = pick(random, others) ?? bytes
    const at = below(random, bytes.length + 1)
    return spliced(bytes, at, bytes.length, other.subarray(below(random, other.length + 1)))
  },
  // a length that lies: a CBOR or big-endian number with other bytes behind it
  (bytes, random) => {
    const head =
      (pick(random, [0x40, 0x58, 0x59, 0x5a, 0x5b, 0x78, 0x7a, 0x98, 0x9a, 0xb8, 0xba]) ?? 0) & 0xff
    const length = Uint8Array.from({ length: 8 }, () => (random() < 0.5 ? 0xff : below(random, 256)))
    return spliced(bytes, below(random, bytes.length + 1), 1, Uint8Array.of(head, ...length))
  },
  // digits exchanged for others: check digits, dates, counts
  (bytes, random) =>
    bytes.map((byte) => (byte >= 48 && byte <= 57 && random() < 0.1 ? 48 + below(random, 10) : byte)),
]

const BYTES_MAX = 1024 * 1024

/** An input of this corpus after one to six mutations. */
export function mutated(corpus: readonly Uint8Array[], random: Random): Uint8Array {
  let bytes = pick(random, corpus) ?? new Uint8Array()
  const changes = 1 + below(random, 6)
  for (let i = 0; i < changes; i++) {
    bytes = pick(random, mutations)?.(bytes, random, corpus) ?? bytes
    if (bytes.length > BYTES_MAX) bytes = bytes.subarray(0, BYTES_MAX)
  }
  // A copy: decoders may keep views of what they were given.
  return bytes.slice()
}
