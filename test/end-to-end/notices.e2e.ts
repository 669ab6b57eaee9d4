import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import Database from 'better-sqlite3'
import { readMembership, trustNamedBy } from '../../core/membership/membership.ts'
import { readMembershipFile } from '../../core/membership/membership-file.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { signIn } from './person.ts'
import { expect, test } from './running-station.ts'

const origin = (org: string) => `ledger.bondmark.example/bondmark/${org}`
const side = { statement: 'ab'.repeat(32), leaf: 3, size: 9 }
const notice = {
  record: {
    format: 'bondmark/log-conflict/1',
    n: 0,
    open: true,
    about: 'https://id.gs1.org/01/09506000134352/21/B7QC0123456789Y',
    code: 'unit-begun-at-two-logs',
    here: { origin: origin('ningbo-bonded'), ...side },
    there: { origin: origin('acme-brands'), ...side },
  },
  signature: 'A'.repeat(86),
}

test('the shift screen says what another member contradicts, and what to do', async ({ station, page }) => {
  // As a session with the ledger leaves it.
  const statements = readMembershipFile(readFileSync(join(station.workspace, 'membership.json'), 'utf8'))
  const { payload } = readMembership(statements, trustNamedBy(statements), verifyEd25519)
  const db = new Database(join(station.workspace, 'station.sqlite'))
  for (const { kid, use } of payload.keys)
    if (use === 'station')
      db.prepare('INSERT INTO setting (name, value) VALUES (?, ?)').run(
        `notices/${kid}`,
        JSON.stringify([notice]),
      )
  db.close()
  await page.goto(station.address)
  await signIn(page)
  await page.keyboard.press('F4')
  const notices = page.getByTestId('ledger-notices')
  await expect(notices).toContainText('Contradicted by others: 1')
  await expect(notices).toContainText('Serial B7QC0123456789Y was commissioned here and by acme-brands too')
  await expect(notices).toContainText('void the wrong label')
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
})
