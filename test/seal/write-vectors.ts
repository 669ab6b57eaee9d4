import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sealVectors } from './vectors.ts'

/** Wrote fixtures/vectors/label-seal, once: `node test/seal/write-vectors.ts`. New cases may be added, none may change. */
const folder = join(import.meta.dirname, '../../fixtures/vectors/label-seal')
mkdirSync(folder, { recursive: true })
for (const [name, text] of sealVectors()) writeFileSync(join(folder, name), text)
