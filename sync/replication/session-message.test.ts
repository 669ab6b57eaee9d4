import { expect, it } from 'vitest'
import { decodeMessage, ledgerMessage, SESSION_FORMAT } from './session-message.ts'

it('takes no time from a ledger that is no date, which nobody could show', () => {
  const told = (until: number) => {
    const waiting = {
      previous: 'ab'.repeat(32),
      firstMissingSeq: 1,
      lastMissingSeq: 2,
      since: 0,
      until,
    }
    const said = { type: 'receipts', heads: [], receipts: 0, refused: [], waiting, checkpoint: '' }
    return JSON.stringify({ format: SESSION_FORMAT, ...said })
  }
  const last = 8_640_000_000_000_000
  expect(decodeMessage(ledgerMessage, told(last))).toMatchObject({ waiting: { until: last } })
  expect(() => decodeMessage(ledgerMessage, told(last + 1))).toThrow(
    expect.objectContaining({ code: 'session-protocol' }),
  )
})
