import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { newestOf } from '../../core/membership/member-history.ts'
import { checkWorkspace } from '../../main/fsck/check-workspace.ts'
import { approveEnrolment } from '../../main/members/approve-enrolment.ts'
import { enrolTrainingWorkspace } from '../../main/training/enrol-training.ts'
import { makeTrainingWorkspace } from '../../main/training/make-workspace.ts'
import { openSampleBooks } from '../../main/training/sample-signers.ts'
import { workspaceFiles } from '../../main/workspace/workspace.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { createLogger } from '../../platform/log/logger.ts'
import { serveLedger } from '../../sync/ledger/serve-ledger.ts'

const folder = mkdtempSync(join(tmpdir(), 'bondmark-second-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('enrols a second training station at a running ledger, by the code on its screen', async () => {
  const first = await makeTrainingWorkspace(join(folder, 'a'), wallClock)
  const { ledger: data, membership } = workspaceFiles(join(folder, 'a'))
  const ledger = await serveLedger({
    data,
    host: '127.0.0.1',
    port: 0,
    membershipFile: membership,
    logger: createLogger({ name: 'ledger', level: 'silent' }),
  })
  try {
    const shown = Promise.withResolvers<string>()
    const enrolling = enrolTrainingWorkspace(join(folder, 'b'), {
      url: ledger.url,
      station: 'LBL08',
      trust: null,
      clock: wallClock,
      show: ({ code, expiresAt }) => expiresAt && shown.resolve(code),
      signal: new AbortController().signal,
    })
    const code = await Promise.race([shown.promise, enrolling.then(() => 'nobody was asked')])
    expect(code).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/)

    const { books, sign } = await openSampleBooks(join(folder, 'a'))
    const at = wallClock.now()
    const { enrolment } = books.enrolments.byCode(code)
    sign(approveEnrolment(newestOf(books.history()), enrolment, {}, at), at)

    const second = await enrolling
    expect(second).toMatchObject({ station: 'LBL08', ledgerUrl: ledger.url, training: true })
    expect(second.serialPrefix).not.toBe(first.serialPrefix)
    expect(await checkWorkspace(join(folder, 'b'))).toMatchObject({ ok: true, problems: [] })
  } finally {
    await ledger.close()
  }
})
