import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openApiText } from './open-api.ts'
import { publishedSchemas } from './published.ts'

/** Writes docs/schemas and docs/openapi anew: `node test/schemas/write-schemas.ts`. */
const folder = join(import.meta.dirname, '../../docs/schemas')
mkdirSync(folder, { recursive: true })
for (const [name, text] of publishedSchemas()) writeFileSync(join(folder, name), text)
const openApi = join(import.meta.dirname, '../../docs/openapi')
mkdirSync(openApi, { recursive: true })
writeFileSync(join(openApi, 'decision-service.json'), openApiText())
