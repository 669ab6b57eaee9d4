import Database from 'better-sqlite3'
import { figureNames } from '../../core/statistics/figures.ts'

/** The fields of payloads that are looked at, whichever statement has them. */
interface Payload {
  readonly format?: string
  readonly bizStep?: string
  readonly quantityList?: readonly { readonly epcClass: string; readonly quantity: number }[]
  readonly epcList?: readonly string[]
  readonly 'bm:decision'?: string
  readonly kind?: string
  readonly recovery?: boolean
  readonly asn?: string
  readonly short?: number
  readonly damaged?: number
  readonly reasons?: readonly { readonly kind: string; readonly quantity: number; readonly reason: string }[]
  readonly task?: string
  readonly event?: string
  readonly detail?: { readonly units?: number }
  readonly outcome?: string
  readonly examined?: number
  readonly nonconforming?: Readonly<Record<string, number>>
}

interface Line {
  readonly gtin: string
  readonly planned: number
  readonly verdict: string
  readonly decision: string
  readonly decision_hash: string
}

interface Reason {
  readonly rule: string
  readonly said: string
}

/** The payload of a COSE_Sign1 by looking for it: from the first `{"` to where its braces close. Knows nothing of the product's readers. */
function payloadOf(bytes: Buffer): Payload {
  const text = bytes.toString('latin1')
  for (let at = text.indexOf('{"'); at >= 0; at = text.indexOf('{"', at + 1)) {
    let [depth, isText] = [0, false]
    for (let end = at; end < text.length; end++) {
      const c = text[end]
      if (isText && c === '\\') end++
      else if (c === '"') isText = !isText
      else if (!isText && c === '{') depth++
      else if (!isText && c === '}' && --depth === 0) {
        try {
          return JSON.parse(bytes.subarray(at, end + 1).toString('utf8'))
        } catch {
          break
        }
      }
    }
  }
  return {}
}

/**
 * The figures of all that a station has ever stated, by going through everything and keeping it in memory: a second count to hold
 * the product's against. Shares nothing with it but the names.
 */
export function naiveFigures(file: string) {
  const db = new Database(file, { readonly: true })
  const counts: Record<string, number> = Object.fromEntries(figureNames.map((name) => [name, 0]))
  const add = (name: string, by = 0) => {
    counts[name] = (counts[name] ?? 0) + by
  }
  const one = (name: string) => add(name, 1)
  const said: Record<string, number> = {}
  const lines = db.prepare('SELECT * FROM plan_line').all() as Line[]
  const noticed = new Set<string>()
  for (const row of db.prepare('SELECT bytes FROM statement ORDER BY n').pluck().all() as Buffer[]) {
    const it = payloadOf(row)
    const quantity = (it.quantityList ?? []).reduce((sum, { quantity }) => sum + quantity, 0)
    const units = (it.epcList ?? []).filter((epc) => epc.includes('/21/')).length
    if (it.bizStep === 'receiving') {
      const goods = quantity || units
      add('received', goods)
      const [, gtin] = /\/01\/(\d{14})/.exec(JSON.stringify(it.quantityList ?? it.epcList)) ?? []
      const line = lines.find((of) => of.gtin === gtin && of.decision_hash === it['bm:decision'])
      if (!quantity || line?.verdict !== 'label') add('passed', goods)
    }
    if (it.bizStep === 'commissioning') add('labeled', units)
    if (it.bizStep === 'decommissioning') add('unlabeled', units)
    if (it.bizStep === 'holding') {
      one('holds')
      add('heldUnits', quantity + units)
    }
    if (it.format === 'bondmark/void-before-commissioning/1' && it.kind === 'unit')
      one(it.recovery ? 'recovered' : 'voided')
    if (it.format === 'bondmark/line-closed/1') {
      one('linesClosed')
      add('short', it.short)
      add('damaged', it.damaged)
      // What a person reports is noted with their own words; a void for damage names its label.
      for (const { kind, quantity: broken, reason } of it.reasons ?? [])
        if (kind === 'damaged' && !/^label .* voided$/.test(reason)) add('received', broken)
    }
    if (it.format === 'bondmark/line-decided/1') one('decidedAgain')
    if (it.format === 'bondmark/asn-released/1') one('releases')
    if (it.format === 'bondmark/plan-accepted/1') noticed.add(it.asn ?? '')
    if (it.format === 'bondmark/inspection-asked/1') {
      const task = db.prepare('SELECT * FROM inspection_task WHERE id = ?').get(it.task) as {
        repeat: number
        deadline: string
        json: string
      }
      one(task.repeat > 1 ? 'repeats' : 'tasks')
      const { sampling } = JSON.parse(task.json) as { sampling: { n: number; lotSize: number } | null }
      if (sampling) add('sampleDemanded', Math.min(sampling.n, sampling.lotSize))
      const moves = db
        .prepare('SELECT event, t FROM inspection_move WHERE task = ? ORDER BY n')
        .all(it.task) as { event: string; t: string }[]
      const came = moves.find(({ event }) => event === 'result')
      if (moves.some(({ event }) => event === 'send')) one('sent')
      if (came) one('results')
      if (came && Date.parse(came.t) > Date.parse(task.deadline)) one('late')
    }
    if (it.format === 'bondmark/inspection-moved/1' && it.event === 'sample')
      add('sampleTaken', it.detail?.units)
    if (it.format === 'bondmark/inspection-concluded/1') {
      one(it.outcome === 'non-conformant' ? 'nonconformant' : (it.outcome ?? ''))
      add('examined', it.examined)
      for (const found of Object.values(it.nonconforming ?? {})) add('nonconforming', found)
    }
  }
  for (const line of lines) {
    add('planned', line.planned)
    one('lines')
    one(line.verdict)
    if (line.verdict === 'refuse') add('refusedUnits', line.planned)
    const { reasons } = JSON.parse(line.decision) as { reasons: Reason[] }
    const holds =
      /missing$|expired$|undated$|nonconformant$|no-container$|-due$|-refunds$|complaints$|-again$|discontinued$|no-plan$|label-none/
    const deciding =
      line.verdict === 'hold'
        ? reasons.filter((of) => holds.test(of.said))
        : line.verdict === 'whitelisted'
          ? reasons.filter((of) => of.rule === 'whitelist')
          : reasons.slice(-1)
    for (const of of deciding) said[of.said] = (said[of.said] ?? 0) + 1
  }
  add('notices', noticed.size)
  add('stops', db.prepare('SELECT count(*) FROM stop').pluck().get() as number)
  for (const { kind } of db.prepare('SELECT kind FROM release_word').all() as { kind: string }[])
    one(kind === 'override' ? 'overrides' : 'lifts')
  db.close()
  return { counts, sayings: said }
}
