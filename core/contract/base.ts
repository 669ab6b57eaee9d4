import { oc } from '@orpc/contract'
import { failure } from './failure.ts'

/** What every call of the contract is made from: an expected failure crosses as one oRPC error whose data is `{code, detail}`. */
export const base = oc.errors({ FAILURE: { status: 422, data: failure } })
