import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { comparePeers, type Wrong } from './gs1-peers.ts'

/** Writes docs/benchmarks/gs1-peers.md anew: `node test/bench/write-gs1-peers.ts`. */

const shown = (text: string | null) =>
  text === null
    ? 'refused'
    : `\`${text
        .replaceAll('\u001d', '␝')
        .replaceAll('\u0002', '␂')
        .replaceAll('|', '\\|')
        .replace(/[\r\n]/g, '⏎')}\``

function table(wrong: readonly Wrong[]): string {
  if (wrong.length === 0) return 'None.'
  const rows = wrong.map(
    ({ text, expected, got }) => `| ${shown(text)} | ${shown(expected)} | ${shown(got)} |`,
  )
  return ['| text | is | was read as |', '|---|---|---|', ...rows].join('\n')
}

const { elements, links } = comparePeers()
const coupons = elements.barcodeParser.filter(({ text }) => /^\(811[02]\)/.test(text)).length
const page = `# What GS1 readers get wrong

Made by \`node test/bench/write-gs1-peers.ts\`, on the recorded scans (\`fixtures/gs1\`) and the GS1 Syntax Engine's cases
(\`fixtures/vectors/gs1-syntax-engine\`); the versions stand in \`package.json\`. ␝ is FNC1. Refused is right where the text
breaks a rule of the General Specifications. Speeds stand in \`npm run bench\`.

| reader | cases | wrong |
|---|---|---|
| bondmark, element strings | ${elements.cases} | ${elements.bondmark.length} |
| gs1-barcode-parser-mod | ${elements.cases} | ${elements.barcodeParser.length} |
| bondmark, links | ${links.cases} | ${links.bondmark.length} |
| digital-link.js | ${links.cases} | ${links.digitalLink.length} |

## bondmark

${table([...elements.bondmark, ...links.bondmark])}

The links here are decisions (0010): a scheme in mixed case, and a slash behind the last value, are read. The scan of twelve
digits is a UPC-A without its leading zero.

## gs1-barcode-parser-mod

${coupons} of these are coupons, (8110) and (8112), whose inner fields it does not look at. It does not claim to read bare EAN
and UPC symbols; what it makes of them is listed all the same.

${table(elements.barcodeParser)}

## digital-link.js

Its values of key qualifiers and attributes are handed out percent-encoded.

${table(links.digitalLink)}
`
writeFileSync(join(import.meta.dirname, '../../docs/benchmarks/gs1-peers.md'), page)
