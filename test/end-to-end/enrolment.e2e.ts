import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { newestOf } from '../../core/membership/member-history.ts'
import { approveEnrolment } from '../../main/members/approve-enrolment.ts'
import { makeTrainingWorkspace } from '../../main/training/make-workspace.ts'
import { openSampleBooks } from '../../main/training/sample-signers.ts'
import { workspaceFiles } from '../../main/workspace/workspace.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { createLogger } from '../../platform/log/logger.ts'
import { serveLedger } from '../../sync/ledger/serve-ledger.ts'
import { picture } from './picture.ts'
import { startStation } from './running-station.ts'
import { expectWhole } from './whole-in-view.ts'

test('a station shows its code, is cancelled, asks anew, is refused, and opens in the same window once it is approved', async ({
  page,
}) => {
  const folder = mkdtempSync(join(tmpdir(), 'bondmark-enrol-'))
  const first = join(folder, 'first')
  await makeTrainingWorkspace(first, wallClock)
  const { ledger: data, membership: membershipFile } = workspaceFiles(first)
  const logger = createLogger({ name: 'ledger', level: 'silent' })
  const ledger = await serveLedger({ data, host: '127.0.0.1', port: 0, membershipFile, logger })
  const station = await startStation(join(folder, 'second'), ['--enrol', ledger.url, '--name', 'LBL08'])
  try {
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.goto(station.address)
    const code = page.getByTestId('enrolment-code')
    const phase = (name: string) => page.locator(`[data-testid="enrolment"][data-phase="${name}"]`)
    await expect(phase('waiting')).toBeVisible()
    await expect(page.getByTestId('enrolment-until')).toBeVisible()
    const firstCode = await code.textContent()
    expect(firstCode).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{4} ){3}[0-9A-HJKMNP-TV-Z]{4}$/)
    await picture(page, 'enrolment-1-waiting')

    await page.keyboard.press('Escape')
    await expect(phase('ended')).toBeVisible()
    await picture(page, 'enrolment-2-cancelled')
    await page.keyboard.press('Alt+KeyN')
    await expect(phase('waiting')).toBeVisible()
    const secondCode = await code.textContent()
    expect(secondCode).not.toBe(firstCode)

    const { books, sign } = await openSampleBooks(first)
    books.enrolments.refuse(books.enrolments.byCode(secondCode?.replaceAll(' ', '-') ?? ''))
    await expect(page.getByTestId('enrol-again')).toBeVisible()
    await page.getByTestId('enrol-again').click()
    await expect(phase('waiting')).toBeVisible()

    await page.setViewportSize({ width: 1024, height: 600 })
    await page.getByTestId('language').click()
    await expectWhole(code)
    await expectWhole(page.getByTestId('cancel-enrolment'))
    await picture(page, 'enrolment-3-small-zh')

    const at = wallClock.now()
    const typed = (await code.textContent())?.replaceAll(' ', '-') ?? ''
    const { enrolment } = books.enrolments.byCode(typed)
    sign(approveEnrolment(newestOf(books.history()), enrolment, {}, at), at)
    await expect(page.getByTestId('badge')).toBeVisible({ timeout: 30_000 })
    await expect(page.getByText('LBL08').first()).toBeVisible()
  } finally {
    const ended = await station.end()
    await ledger.close()
    rmSync(folder, { recursive: true, force: true })
    expect(ended, station.said()).toBe(0)
  }
})
