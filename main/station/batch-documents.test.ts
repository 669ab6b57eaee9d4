import { expect, it } from 'vitest'
import type { StationStore } from '../store/station-store.ts'
import { type FrozenDocument, goOn, nextOfFrozen } from './batch-documents.ts'

/** The settings and one batch, which is all that is asked of a store here. */
function storeOf(state: string): Pick<StationStore, 'settings' | 'batches'> {
  const settings = new Map<string, unknown>()
  return {
    settings: {
      get: (name: string) => settings.get(name) ?? null,
      set: (name: string, value: unknown) => void settings.set(name, value),
    },
    batches: { all: () => [{ n: 3, state }] },
  } as unknown as Pick<StationStore, 'settings' | 'batches'>
}

const frozen = (by: FrozenDocument['by']): FrozenDocument => ({
  ...{ batch: 3, document: 'receipts/LBL07/3', by, heads: [], changeHash: null },
  ...{
    reason: { code: 'change-nested', detail: {} },
    at: '2026-11-25T10:00:00Z',
    refusal: '',
    signature: '',
  },
})

it.each([
  ['ledger', 'sealed', 'frozen-goes-on'],
  ['station', 'logged', 'frozen-by-station'],
  ['ledger', 'receipted', 'frozen-went-on'],
  ['station', 'receipted', 'frozen-went-on'],
] as const)('a document frozen by the %s, of a batch that is %s, says %s', (by, state, code) => {
  const store = storeOf(state)
  const next = goOn(store, 3)
  expect(nextOfFrozen(store, frozen(by))).toEqual({ code, detail: { batch: 3, next } })
})
