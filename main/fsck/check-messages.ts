import { createHash } from 'node:crypto'
import { outgoingMessage } from '../../core/contract/outgoing-message.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import type { Findings } from './fsck-answer.ts'
import type { StationFile } from './open-station-file.ts'
import { jsonIn } from './unless-wrong.ts'

interface MessageRow {
  readonly n: number
  readonly t: string
  readonly kind: string
  readonly body: string
  readonly link: Uint8Array
}

/**
 * Messages to other systems: numbered without gaps, each in its form, each linked to the one before it. The link is taken
 * as it stands for the next one, so that one changed message is one finding.
 */
export function checkMessages(db: StationFile, findings: Findings): void {
  const rows = db
    .prepare<[], MessageRow>('SELECT n, t, kind, body, link FROM outgoing_message ORDER BY n')
    .iterate()
  let before: Uint8Array = Buffer.alloc(32)
  let place = 0
  for (const { n, t, kind, body, link } of rows) {
    place++
    if (n !== place) findings.add('message-differs', `message ${place}: missing`)
    place = n
    const said = outgoingMessage.safeParse({ n, t, kind, body: jsonIn(body) })
    if (!said.success || body !== textOf(said.data.body))
      findings.add('message-differs', `message ${n}: its form`)
    else if (!linkOf(before, said.data).equals(link))
      findings.add('message-differs', `message ${n}: its link`)
    before = link
  }
}

const textOf = (body: unknown): string => Buffer.from(canonicalBytes(body)).toString('utf8')

const linkOf = (before: Uint8Array, message: unknown): Buffer =>
  createHash('sha256').update(before).update(canonicalBytes(message)).digest()
