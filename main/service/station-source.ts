import type { AsnState, Change } from '../../core/contract/decision-service.ts'
import type { Demand } from '../../core/decision/demand.ts'
import { type RuleSet, ruleSetHash } from '../../core/decision/rule-set.ts'
import { toHex } from '../../core/encoding/hex.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type Language, wordsFor } from '../../core/errors/words.ts'
import type { Asn, PlanLine } from '../../core/plan/asn.ts'
import { answerLines } from '../../core/service/answer-lines.ts'
import { cursorOf } from '../../core/service/cursor.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import type { ChangeSource, DecisionSource } from '../../platform/service/decision-source.ts'
import { showAsn } from '../release/list-asns.ts'
import { openHistory } from '../release/open-history.ts'
import { rulesOfReader } from '../rules/counting-rules.ts'
import type { LinkedMessage } from '../store/messages.ts'
import { StationStore } from '../store/station-store.ts'
import { readProfile, workspaceFiles } from '../workspace/workspace.ts'
import { WatchedDatabase } from './watch-database.ts'

/** Lines of a notice in one answer. */
const LINES_SHOWN = 2_000

/** A workspace as the decision service answers from it. */
export interface StationSource extends DecisionSource {
  close(): void
}

/**
 * Reads a workspace beside the station that works in it, or while none does: it takes no lock and writes nothing there, so no scan
 * ever waits for a caller. Throws `workspace-…`, `database-…`.
 */
export function openStationSource(folder: string): StationSource {
  const profile = readProfile(folder)
  const files = workspaceFiles(folder)
  const store = new StationStore(files.database, { readonly: true })
  const history = openHistory(files.database, files.catalogue)
  const watched = new WatchedDatabase(files.database)
  const rules = rulesInForce(store, files.rules)

  return {
    program: 'station',
    ruleSet: () => rules().hash,
    decide(plans, language) {
      const { set, hash } = rules()
      const known = history.now()
      const historyOf = (asn: Asn, line: PlanLine) => known(line, asn)
      return answerLines(plans, { ruleSet: set, ruleSetHash: hash, at: wallClock.now(), historyOf }, language)
    },
    asn: (id, language) => store.atOnce(() => asnAnswerOf(store, id, profile.station, language)),
    changes: changesOf(store, watched),
    close() {
      watched.close()
      history.close()
      store.close()
    },
  }
}

/** The rules that count now; their hash is made once for each set. */
function rulesInForce(
  store: StationStore,
  file: string,
): () => { readonly set: RuleSet; readonly hash: string } {
  let known: { set: RuleSet; hash: string } | null = null
  return () => {
    const hash = store.rules.inForce()?.hash
    if (known === null || hash === undefined || hash !== known.hash) {
      const set = rulesOfReader(store, file)
      known = { set, hash: ruleSetHash(set) }
    }
    return known
  }
}

function changesOf({ messages }: StationStore, watched: WatchedDatabase): ChangeSource {
  const asChange = ({ link, ...message }: LinkedMessage): Change => ({
    cursor: cursorOf(message.n, link),
    ...message,
  })
  return {
    after: (n, limit) => messages.after(n, limit).map(asChange),
    newest() {
      const { n, link } = messages.newest()
      return cursorOf(n, link)
    },
    checkAt(n) {
      const link = messages.linkOf(n)
      return link && toHex(link.subarray(0, 4))
    },
    watch: (onMore) => watched.watch(onMore),
  }
}

function asnAnswerOf(store: StationStore, id: string, station: string, language: Language): AsnState | null {
  const plan = store.plans.newest(id)
  if (!plan) return null
  const shown = showOrNull(store, id)
  if (!shown) return null
  const key = ({ line, lot }: { line: string; lot: string }) => JSON.stringify([line, lot])
  const open = store.releases.ofAsn(id).filter(({ ended }) => ended === null)
  const demands = Map.groupBy(open, key)
  const released = store.messages.newestOf(id, 'asn-released')
  return {
    format: 'bondmark/asn-state/1',
    asn: id,
    state: shown.asn.state,
    revision: plan.revision,
    plan: plan.hash,
    lines: shown.lines.slice(0, LINES_SHOWN).map((line) => ({
      ...{ line: line.line, lot: line.lot, gtin: line.gtin, planned: line.planned },
      ...{ received: line.received, labeled: line.labeled, closed: line.closed, state: line.state },
      ...{ decision: line.decision, decisionHash: line.decisionHash, ruleSet: line.ruleSet },
      openDemands: (demands.get(key(line)) ?? []).map(({ json }) => JSON.parse(json) as Demand),
      holds: line.why.map(({ by, sentence, demand }) => ({
        ...{ by, code: sentence.code, detail: sentence.detail },
        words: wordsFor(sentence, language),
        demand,
      })),
    })),
    more: Math.max(0, shown.lines.length - LINES_SHOWN),
    release: released && { at: released.t, body: released.body },
    stations: [{ station, statements: null, standing: null }],
  }
}

function showOrNull(store: StationStore, id: string) {
  try {
    return showAsn(store, id)
  } catch (error) {
    if (error instanceof BondmarkError && error.code === 'asn-missing') return null
    throw error
  }
}
