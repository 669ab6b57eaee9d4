import { expect, it } from 'vitest'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { failureToTell } from './failure-to-tell.ts'

it.each(['disk-full', 'database-damaged'] as const)('of %s names no file of the ledger', (code) => {
  const error = new BondmarkError(code, { file: '/srv/ledger/log.sqlite', message: 'full' })
  expect(failureToTell(error)).toEqual({ code: 'ledger-cannot-keep', detail: {} })
})

it('of everything else says all', () => {
  const error = new BondmarkError('session-protocol', { reason: 'expected hello' })
  expect(failureToTell(error)).toEqual(error.toFailure())
})
