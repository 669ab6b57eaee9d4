import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { changeMembership } from '../../core/membership/change-membership.ts'
import { newestOf } from '../../core/membership/member-history.ts'
import { checkWorkspace } from '../../main/fsck/check-workspace.ts'
import { approveEnrolment } from '../../main/members/approve-enrolment.ts'
import { StationMembers } from '../../main/members/station-members.ts'
import { StationStore } from '../../main/store/station-store.ts'
import { enrolTrainingWorkspace } from '../../main/training/enrol-training.ts'
import { makeTrainingWorkspace } from '../../main/training/make-workspace.ts'
import { openSampleBooks, type SampleBooks } from '../../main/training/sample-signers.ts'
import { workspaceFiles } from '../../main/workspace/workspace.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { createLogger } from '../../platform/log/logger.ts'
import { serveLedger } from '../../sync/ledger/serve-ledger.ts'

/** The second station takes what was signed since, two versions at once; a fork of it is refused and nothing changes. */
async function takesNewer(
  url: string,
  books: SampleBooks['books'],
  sign: SampleBooks['sign'],
): Promise<void> {
  const at = wallClock.now()
  const rename = (roles: string[]) => changeMembership(newestOf(books.history()), [{ kind: 'roles', roles }])
  sign(rename(['warehouse', 'customs']), at)
  const { after } = sign(rename(['warehouse']), at)
  const files = workspaceFiles(join(folder, 'b'))
  const store = new StationStore(files.database)
  try {
    const members = new StationMembers(files, store)
    await expect.poll(() => members.catchUp(url, at)).toBe(true)
    while (members.own.head !== after.head) await members.catchUp(url, at)
    expect(members.taken).toMatchObject({ head: after.head })
    expect(members.trust.membershipHead).toBe(after.head)
    expect(await members.catchUp(url, at)).toBe(false)
    expect(new StationMembers(files, store).own.head).toBe(after.head)
  } finally {
    store.close()
  }
}

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
    await takesNewer(ledger.url, books, sign)
  } finally {
    await ledger.close()
  }
})
