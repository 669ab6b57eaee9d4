import type { FailureData } from '../../core/contract/failure.ts'
import type { Failure } from '../../core/errors/bondmark-error.ts'

/** A sentence as it crosses processes: nothing but JSON. */
export const plain = ({ code, detail }: Failure): FailureData => ({ code, detail: { ...detail } })

/** Sentences out of a row of the store; what is none is left out. */
export function toJsonFailures(value: unknown): FailureData[] {
  return Array.isArray(value) ? value.filter(isSentence).map(plain) : []
}

const isSentence = (value: unknown): value is Failure =>
  typeof value === 'object' && value !== null && 'code' in value && 'detail' in value
