import type { FindQuestion } from '../../core/contract/find.ts'
import { findStatements } from '../../main/station/find.ts'
import { StationStore } from '../../main/store/station-store.ts'
import { readProfile, workspaceFiles } from '../../main/workspace/workspace.ts'
import { largeStoreLine } from './large-store.ts'
import { msOf, quantile, type Row } from './row.ts'

const P99_MS = 50
const QUESTIONS = 400
const LIMIT = 50

/** After everything. */
const largeStoreEnd = '2199-01-01T00:00:00Z'

/** Pages of 50 statements out of a store of this size, by everything that can be asked, from lines all over it. */
export function benchLargeFind(workspace: string, statements: number): Row {
  const store = new StationStore(workspaceFiles(workspace).database, { readonly: true })
  const source = { store, profile: readProfile(workspace) }
  const lines = Math.floor(statements / 215)
  const ms: number[] = []
  try {
    for (let at = 0; at < QUESTIONS; at++) {
      const line = largeStoreLine(Math.floor((at * lines * 0.618) % lines))
      for (const question of questionsOf(
        line,
        store,
        Math.floor((at * statements * 0.618) % statements) + 1,
      )) {
        ms.push(
          msOf(() => {
            const { items } = findStatements(source, { ...question, limit: LIMIT })
            if (items.length === 0 && !('to' in question))
              throw new Error(`nothing was found: ${JSON.stringify(question)}`)
          }),
        )
      }
    }
  } finally {
    store.close()
  }
  const p99 = quantile(ms, 0.99)
  return {
    work: `look-up by lot, notice, entry, time …, ${statements.toLocaleString('en')} statements`,
    budget: `p99 < ${P99_MS} ms (our own)`,
    figure: `p50 ${quantile(ms, 0.5).toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`,
    met: p99 < P99_MS,
    peers: [],
    numbers: { p50Ms: quantile(ms, 0.5), p99Ms: p99, questions: ms.length },
  }
}

function questionsOf(
  { asn, customsEntry, lot }: ReturnType<typeof largeStoreLine>,
  store: StationStore,
  place: number,
): Omit<FindQuestion, 'limit'>[] {
  const statement = store.statements.get(place)
  const time = statement?.t ?? ''
  return [
    { lot },
    { asn },
    { customsEntry },
    { text: asn },
    { lot, step: 'commissioning' },
    { asn, step: 'receiving', to: largeStoreEnd },
    { to: time },
    { to: time, step: 'packing' },
    { to: time, operator: 'op-3f9a1c20d7e4' },
  ]
}
