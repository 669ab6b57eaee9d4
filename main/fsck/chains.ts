import { checkLink, type Link } from '../../core/statement/chain.ts'
import { FIRST_SEQ, type Statement, ZERO_PREV } from '../../core/statement/statement.ts'
import type { Findings, FsckChain } from './fsck-answer.ts'

/** The columns that say where a row stands in its chain. */
interface Placed {
  readonly n: number
  readonly id: Buffer
  readonly kid: Buffer
  readonly seq: number | null
  readonly contentType: string
  readonly batch: number
}

interface Head {
  /** The statement before, or what its columns claim when its bytes are none. */
  readonly link: Link | Statement
  /** What the row claims to be, when its bytes are something else: then that has been reported already. */
  readonly claimed: string
}

/**
 * The chains of this station's keys, link by link. After a wrong link the chain goes on from what is there, so that one
 * place is reported once.
 */
export class Chains {
  readonly #findings
  readonly #chains = new Map<string, FsckChain>()
  #head: Head | null = null
  #batch = 0

  constructor(findings: Findings) {
    this.#findings = findings
  }

  add(row: Placed, statement: Statement): void {
    const where = `statement ${row.n}`
    this.#checkBatch(row)
    const reason = this.#whyNotNext(statement)
    if (reason === 'chain-ended') this.#findings.add('link-after-rotation', where)
    else if (reason === 'record-malformed') this.#findings.add('statement-payload-wrong', where)
    else if (reason === 'chain-gap') this.#findings.add('link-missing', where)
    else if (reason === 'chain-foreign-key' || reason === 'chain-issuer-changed')
      this.#findings.add('link-foreign', where)
    else if (reason === 'chain-broken') this.#findings.add('link-broken', where)
    this.#head = { link: statement, claimed: row.id.toString('hex') }
    const { kid, issuer, seq = 0, id } = statement
    const { count = 0, issuer: first = issuer } = this.#chains.get(kid) ?? {}
    this.#chains.set(kid, { kid, issuer: first, count: count + 1, headSeq: seq, headId: id })
  }

  /** A row whose bytes are no statement: its columns stand in for it, so that the next link can be told to be right. */
  skip(row: Placed): void {
    if (row.seq === null) return
    this.#checkBatch(row)
    const id = row.id.toString('hex')
    this.#head = {
      link: { id, kid: row.kid.toString('hex'), seq: row.seq, contentType: row.contentType },
      claimed: id,
    }
  }

  all(): FsckChain[] {
    return [...this.#chains.values()]
  }

  #whyNotNext(statement: Statement): string | null {
    const head = this.#head
    // Behind bytes that are no statement a handover cannot be judged; the unreadable row has been reported.
    if (head && head.link.kid !== statement.kid && !('payload' in head.link)) return null
    const failure = checkLink(head?.link ?? null, statement)
    if (failure?.code !== 'chain-broken' || !head) return this.#isFirst(statement, failure?.code ?? null)
    return checkLink({ ...head.link, id: head.claimed }, statement)?.code ?? null
  }

  /** The file must begin at the beginning: a store never starts in the middle of a chain. */
  #isFirst({ seq, prev }: Statement, code: string | null): string | null {
    if (this.#head || code !== null) return code
    return seq === FIRST_SEQ && prev === ZERO_PREV ? null : 'chain-gap'
  }

  #checkBatch(row: Placed): void {
    if (row.batch < this.#batch) this.#findings.add('batch-order', `statement ${row.n}`)
    this.#batch = Math.max(this.#batch, row.batch)
  }
}
