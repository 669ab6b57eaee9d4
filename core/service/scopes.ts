import type { Operation } from '../contract/decision-service.ts'

/** What a caller's key may be good for. */
export const scopes = ['decide', 'read', 'changes'] as const
export type Scope = (typeof scopes)[number]

/** What an operation asks of a key; null for what anybody may ask. */
export const scopeOf: Readonly<Record<Operation, Scope | null>> = {
  decide: 'decide',
  asn: 'read',
  changes: 'changes',
  document: null,
  health: null,
}
