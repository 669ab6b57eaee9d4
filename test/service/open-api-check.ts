import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

interface Operation {
  readonly responses: Record<string, { readonly content: Record<string, { readonly schema: object }> }>
}
interface OpenApi {
  readonly openapi: string
  readonly servers: readonly { readonly url: string }[]
  readonly paths: Record<string, Record<string, Operation>>
}

/**
 * Judges answers by the document alone, as another program's generated client would: the schema of what was answered to an
 * operation with this status and type. Answers what is wrong, or an empty text.
 */
export function judgeBy(document: OpenApi) {
  const ajv = new Ajv2020.default({ strict: true, allErrors: true, allowUnionTypes: true })
  addFormats.default(ajv)
  ajv.addVocabulary(['openapi', 'jsonSchemaDialect', 'info', 'servers', 'security', 'paths', 'components'])
  ajv.addSchema(document, 'urn:bondmark:document')
  return (path: string, method: string, status: number, type: string, body: unknown): string => {
    const said = document.paths[path]?.[method]?.responses[String(status)]
    if (!said) return `${method} ${path} may not answer ${status}`
    const schema = said.content[type.split(';', 1)[0] ?? '']?.schema
    if (!schema) return `${method} ${path} ${status} may not answer ${type}`
    const ref = (schema as { $ref?: string }).$ref
    const check = ajv.getSchema(`urn:bondmark:document${ref ?? ''}`)
    if (!check) return `no schema ${ref}`
    return check(body) === true ? '' : ajv.errorsText(check.errors)
  }
}
