import { z } from 'zod'
import { change, decisionService, type Operation, problem } from '../contract/decision-service.ts'
import { type Scope, scopeOf } from './scopes.ts'

type Json = Readonly<Record<string, unknown>>

/** Problems that an operation may answer, beside those that every one of them may. */
const problemsOf: Readonly<Record<Operation, readonly number[]>> = {
  decide: [400, 409, 413, 415, 422, 503],
  asn: [400, 404],
  changes: [400, 409],
  document: [],
  health: [],
}
/** Of every operation that wants a key: none, one that may not, too many questions. */
const OF_KEYS = [401, 403, 429]

const statusWords: Readonly<Record<number, string>> = {
  400: 'Something about the request is malformed.',
  401: 'There is no key, or it is not good any more.',
  403: 'The key is not good for this.',
  404: 'This is not known here.',
  409: 'An earlier request with this key is still in hand, or this cursor is of another history.',
  413: 'The body is larger than it may be.',
  415: 'The body is not JSON.',
  422: 'The lines are not what a plan may say, or the key was used for another question.',
  429: 'Too many questions: `Retry-After` says when to come again.',
  503: 'There is no rule set here to decide by, or the service is full: come again later.',
}

const names: Readonly<Record<Operation, string>> = {
  decide: 'Decisions',
  asn: 'Asn',
  changes: 'Changes',
  document: 'Document',
  health: 'Health',
}

/** A schema as OpenAPI 3.1 has it, which is JSON Schema 2020-12 without naming that at every schema. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output' = 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}

const header = (name: string, description: string): Json => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string' },
})

const language = header('Accept-Language', 'Language of the words: en or zh-CN.')
const headersOf: Readonly<Record<Operation, readonly Json[]>> = {
  decide: [
    language,
    header(
      'Idempotency-Key',
      'A string of the caller’s own; the same one with the same body has the same answer for a day.',
    ),
  ],
  asn: [language],
  changes: [header('Last-Event-ID', 'Of a stream that is taken up again: the id of its last event.')],
  document: [],
  health: [],
}

interface Route {
  readonly method?: string
  readonly path?: string
  readonly summary?: string
  readonly description?: string
}
interface Declared {
  readonly route: Route
  readonly inputSchema?: unknown
  readonly outputSchema?: unknown
}

/** Method and path of an operation, as the contract declares them. */
export function routeOf(operation: Operation): { readonly method: string; readonly path: string } {
  const { method = 'GET', path = '/' } = declared(operation).route
  return { method, path }
}

const declared = (operation: Operation): Declared =>
  decisionService[operation]['~orpc'] as unknown as Declared

function parametersOf(operation: Operation, { route, inputSchema }: Declared): Json[] {
  if (route.method !== 'GET' || !(inputSchema instanceof z.ZodObject)) return [...headersOf[operation]]
  const asked = Object.entries(inputSchema.shape as Record<string, z.ZodType>).map(([name, schema]) => {
    const isPath = route.path?.includes(`{${name}}`) ?? false
    const { description, ...rest } = schemaOf(schema, 'input')
    return {
      name,
      in: isPath ? 'path' : 'query',
      required: isPath,
      ...(description === undefined ? {} : { description }),
      schema: rest,
    }
  })
  return [...asked, ...headersOf[operation]]
}

function answersOf(operation: Operation): Json {
  const json = { 'application/json': { schema: { $ref: `#/components/schemas/${names[operation]}` } } }
  const stream = {
    'text/event-stream': {
      schema: { type: 'string' },
      example:
        'id: 41.9f3a2b1c\nevent: asn-released\ndata: {"cursor":"41.9f3a2b1c","n":41,"t":"…","kind":"asn-released","body":{}}\n\n',
    },
  }
  const ok = {
    description:
      operation === 'changes' ? 'What happened; each event of a stream holds one `Change`.' : 'The answer.',
    content: operation === 'changes' ? { ...json, ...stream } : json,
  }
  const refused = [...problemsOf[operation], ...(scopeOf[operation] ? OF_KEYS : [])].sort((a, b) => a - b)
  const problems = refused.map((status) => [
    String(status),
    {
      description: statusWords[status] ?? '',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  ])
  return { 200: ok, ...Object.fromEntries(problems) }
}

function operationOf(operation: Operation): Json {
  const of = declared(operation)
  const { summary, description, method } = of.route
  const scope: Scope | null = scopeOf[operation]
  return {
    operationId: operation,
    summary,
    ...(description === undefined ? {} : { description }),
    ...(scope === null ? { security: [] } : { security: [{ key: [] }], 'x-bondmark-scope': scope }),
    parameters: parametersOf(operation, of),
    ...(method === 'POST'
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: { $ref: '#/components/schemas/DecisionsAsked' } } },
          },
        }
      : {}),
    responses: answersOf(operation),
  }
}

/**
 * The OpenAPI 3.1 document of the decision service, made from its contract (core/contract/decision-service.ts).
 * @param server the path that the service stands under: `/` at a station, `/service` at a ledger
 */
export function openApiDocument(server: string): Record<string, unknown> {
  const operations = Object.keys(decisionService) as Operation[]
  const paths: Record<string, Json> = {}
  for (const operation of operations) {
    const { method, path } = routeOf(operation)
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(operation) }
  }
  const schemas = operations.map((operation) => [
    names[operation],
    schemaOf(declared(operation).outputSchema as z.ZodType),
  ])
  return {
    openapi: '3.1.1',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title: 'Bondmark decision service',
      version: '1',
      description: 'What becomes of inbound goods, and why. Guide: docs/service.md.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: server }],
    security: [{ key: [] }],
    paths,
    components: {
      schemas: {
        DecisionsAsked: schemaOf(declared('decide').inputSchema as z.ZodType, 'input'),
        Change: schemaOf(change),
        Problem: schemaOf(problem),
        ...Object.fromEntries(schemas),
      },
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'A key made by `bondmark service key add`.' },
      },
    },
  }
}
