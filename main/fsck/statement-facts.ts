import { z } from 'zod'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { ssccEpc, unitEpc } from '../../core/gs1/epc.ts'
import type { Findings } from './fsck-answer.ts'
import type { StationFile } from './open-station-file.ts'
import {
  asnOf,
  type EventFacts,
  goodsOf,
  type LineFacts,
  type PayloadFacts,
  type RecordFacts,
  type VoidFacts,
} from './payload-facts.ts'
import { keyOfParts, type Said } from './said.ts'

/** Where a fact was stated, and the lot that only the index tells. */
export interface StatedAt {
  readonly n: number
  readonly t: string
  readonly lot: string | null
}

interface LabelRow {
  readonly job: number
  readonly kind: string
  readonly gtin: string
  readonly lot: string
  readonly state: string
  readonly template: string
  readonly bindingId: Buffer | null
  readonly authorityId: Buffer | null
  readonly pinCommitment: string | null
  readonly endedAt: string | null
  readonly reason: string | null
  readonly recovery: number
}

interface LineRow {
  readonly closedAt: string | null
  readonly short: number
  readonly reasons: string
}

/** The right that an event cites, for labels that name one: those of older releases do not. */
const citedBy = (label: LabelRow | undefined, event: EventFacts) =>
  label?.authorityId ? { authority: event['bm:serialAuthority'] } : {}

/** Sorts what a statement says into `said`, and holds the label and the case it speaks of against it. */
export class StatementFacts {
  readonly #said
  readonly #findings
  readonly #label
  readonly #line
  readonly #allowedBy

  constructor(db: StationFile, said: Said, findings: Findings) {
    this.#said = said
    this.#findings = findings
    this.#label = db.prepare<[string], LabelRow>(
      `SELECT job, kind, gtin, lot, state, template, statement.id AS bindingId, (SELECT id FROM serial_authority WHERE n = authority) AS authorityId, pin_commitment AS pinCommitment,
        ended_at AS endedAt, reason, recovery
       FROM label_job LEFT JOIN statement ON statement.n = label_job.binding WHERE serial = ?`,
    )
    this.#line = db.prepare<[string, string, string], LineRow>(
      'SELECT closed_at AS closedAt, short, reasons FROM plan_line WHERE asn = ? AND line = ? AND lot = ?',
    )
    this.#allowedBy = db
      .prepare<[string], string | null>('SELECT allowed_by FROM packing_case WHERE sscc = ?')
      .pluck()
  }

  note({ event, record }: PayloadFacts, at: StatedAt): void {
    if (event) this.#event(event, at)
    else this.#record(record, at)
  }

  #event(event: EventFacts, at: StatedAt): void {
    const { bizStep } = event
    if (bizStep === 'receiving') this.#received(event, at)
    else if (bizStep === 'holding') this.#held(event, at)
    else if (bizStep === 'commissioning') this.#commissioned(event, at)
    else if (bizStep === 'decommissioning') this.#decommissioned(event, at)
    else if (bizStep === 'packing') this.#packed(event, at)
    else if (bizStep === 'unpacking') this.#unpacked(event, at)
  }

  #received(event: EventFacts, { lot }: StatedAt): void {
    // What comes back from a consumer was received before.
    if (event.disposition === 'returned') return
    const asn = asnOf(event) ?? ''
    const { units, lots } = goodsOf(event)
    for (const { gtin, lot: of, quantity } of lots) this.#said.receive(asn, gtin, of, quantity)
    if (lots.length === 0) for (const { gtin } of units) this.#said.receive(asn, gtin, lot ?? '', 1)
  }

  #held(event: EventFacts, { n, t }: StatedAt): void {
    for (const { gtin, lot } of goodsOf(event).lots) {
      this.#said.say('held', keyOfParts(asnOf(event) ?? '', gtin, lot), n, t)
    }
  }

  #commissioned(event: EventFacts, { n, t }: StatedAt): void {
    for (const { gtin, serial } of goodsOf(event).units) {
      this.#said.say('commissioned', unitEpc(gtin, serial), n, t)
      const label = this.#label.get(serial)
      this.#differs(label, {
        kind: 'unit',
        gtin,
        lot: event.ilmd?.['cbvmda:lotNumber'],
        template: event['bm:labelTemplate'],
        pinCommitment: event['bm:pinCommitment'],
        binding: event['bm:bindingScan'],
        ...citedBy(label, event),
        // A label voided later carries the time of that.
        ...(label?.state === 'verified' ? { endedAt: t } : {}),
      })
    }
  }

  #decommissioned(event: EventFacts, { n, t }: StatedAt): void {
    for (const { gtin, serial } of goodsOf(event).units) {
      this.#said.say('decommissioned', unitEpc(gtin, serial), n, t)
      this.#differs(this.#label.get(serial), {
        reason: event['bm:reason'],
        endedAt: t,
        ...citedBy(this.#label.get(serial), event),
      })
    }
  }

  #differs(label: LabelRow | undefined, said: Readonly<Record<string, string | number | undefined>>): void {
    // A label that is not there at all is found when the labels are counted.
    if (!label) return
    const { bindingId, authorityId, ...columns } = label
    const stored: Record<string, unknown> = {
      ...columns,
      binding: bindingId?.toString('hex'),
      authority: authorityId?.toString('hex'),
    }
    for (const [column, value] of Object.entries(said)) {
      if ((stored[column] ?? undefined) !== value)
        this.#findings.add('label-differs', `label ${label.job}, ${column}`)
    }
  }

  #packed(event: EventFacts, { n, t }: StatedAt): void {
    const { parentID = '', childEPCs = [] } = event
    this.#said.say('packed', parentID, n, t)
    this.#said.putIn(parentID, childEPCs)
    const sscc = parentID.split('/').at(-1) ?? ''
    // An SSCC label ends with the scan that closes what it is on.
    this.#differs(this.#label.get(sscc), { endedAt: t })
    const stored = this.#allowedBy.get(sscc)
    if (stored !== undefined && stored !== (event['bm:allowedBy'] ?? null))
      this.#findings.add('case-contents-differ', `case ${sscc}, statement ${n}, who allowed it`)
  }

  #unpacked({ parentID = '', childEPCs = [] }: EventFacts, { n, t }: StatedAt): void {
    this.#said.say('unpacked', parentID, n, t)
    this.#said.takeOut(parentID, childEPCs)
  }

  #record(record: RecordFacts, { n, t }: StatedAt): void {
    const { name, said } = record
    if (name === 'void-before-commissioning') this.#voided(said, n, t)
    else if (name === 'line-closed') this.#closed(said, n, t)
    else if (name === 'plan-accepted')
      this.#said.say(name, keyOfParts(said.asn, said.revision, said.plan), n, t)
    else if (said !== null) {
      this.#said.say(name, `${said.shift}`, n, t)
      if (name === 'shift-opened')
        this.#said.say('shift-opened-by', keyOfParts(said.shift, said.operator ?? ''), n, t)
    }
  }

  #closed({ asn, line, lot, short, reasons, elsewhere }: LineFacts, n: number, t: string): void {
    this.#said.say('line-closed', keyOfParts(asn, line, lot), n, t)
    const row = this.#line.get(asn, line, lot)
    if (!row) return
    const where = `line ${asn} ${line} ${lot}`
    if (row.closedAt !== null && row.closedAt !== t) this.#findings.add('line-differs', `${where}, closed_at`)
    if (row.short !== short) this.#findings.add('line-differs', `${where}, short`)
    if (row.reasons !== JSON.stringify(reasons ?? [])) {
      this.#findings.add('line-differs', `${where}, reasons`)
    }
    // What it counted on of other stations is noted beside what was reported of the line.
    if (notedElsewhere(JSON.parse(row.reasons)) !== (elsewhere ? elsewhere.received + elsewhere.short : 0))
      this.#findings.add('line-differs', `${where}, elsewhere`)
  }

  #voided({ kind, gtin, serial, reason, recovery }: VoidFacts, n: number, t: string): void {
    const epc = nameOf(kind, gtin, serial)
    if (epc === null) {
      this.#findings.add('statement-payload-wrong', `statement ${n}`)
      return
    }
    this.#said.say('voided', epc, n, t)
    this.#differs(this.#label.get(serial), { kind, gtin, reason, recovery: recovery ? 1 : 0, endedAt: t })
  }
}

const note = z.array(z.object({ kind: z.string(), quantity: z.number() }))

/** Units that the notes of a line call other stations'. */
function notedElsewhere(reasons: unknown): number {
  const { success, data } = note.safeParse(reasons)
  const noted = success ? data.filter(({ kind }) => kind === 'elsewhere') : []
  return noted.reduce((sum, { quantity }) => sum + quantity, 0)
}

function nameOf(kind: VoidFacts['kind'], gtin: string, serial: string): string | null {
  try {
    return kind === 'unit' ? unitEpc(gtin, serial) : ssccEpc(serial)
  } catch (error) {
    if (error instanceof BondmarkError) return null
    throw error
  }
}
