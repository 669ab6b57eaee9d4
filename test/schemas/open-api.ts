import { openApiDocument } from '../../core/service/openapi.ts'

/** The OpenAPI document as it is kept in docs/openapi: that of a station. A ledger's differs in `servers` alone. */
export const openApiText = (): string => `${JSON.stringify(openApiDocument('/'), null, 2)}\n`
