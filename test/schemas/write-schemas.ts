import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { publishedSchemas } from './published.ts'

/** Writes docs/schemas anew: `node test/schemas/write-schemas.ts`. */
const folder = join(import.meta.dirname, '../../docs/schemas')
mkdirSync(folder, { recursive: true })
for (const [name, text] of publishedSchemas()) writeFileSync(join(folder, name), text)
