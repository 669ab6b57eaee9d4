import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenWorkspace, openWorkspace } from '../../main/composition/open-workspace.ts'
import { checkWorkspace } from '../../main/fsck/check-workspace.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { makeScratch } from '../shift/workspace-on-disk.ts'
import { makeTwoStations, type TwoStations, unlabeledPlan } from './two-stations.ts'

const scratch = makeScratch()
let at: TwoStations
let a: OpenWorkspace
let b: OpenWorkspace

async function open(folder: string): Promise<OpenWorkspace> {
  const options = { folder, clock: wallClock, labelMs: 0, ledgerUrl: at.ledger.url, waitMsMax: 1000 }
  return openWorkspace({ ...options, onWait: () => {}, logLevel: 'silent' })
}
/** A ledger lets a station in twice a second at most. */
const lastMs = new Map<OpenWorkspace, number>()
const rest = (of: OpenWorkspace) =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, (lastMs.get(of) ?? 0) + 520 - performance.now())))
const share = async (of: OpenWorkspace) => {
  await rest(of)
  const { notTaken } = await of.sharing.share()
  lastMs.set(of, performance.now())
  expect(notTaken).toBeNull()
}
const drafts = ({ control }: OpenWorkspace) => control.drafts
const set = (of: OpenWorkspace, draft: string, category: string, basis: string) =>
  drafts(of).write(
    {
      draft,
      place: `categories/${category}`,
      value: { do: 'set', rule: { category, trace: 'exempt', basis } },
    },
    'OP-0007',
  )
const bytesOf = (of: OpenWorkspace, draft: string) =>
  JSON.stringify(drafts(of).book.rulesOf(drafts(of).book.draft(draft)))

beforeAll(async () => {
  at = await makeTwoStations(scratch)
  a = await open(at.first)
  b = await open(at.second)
  for (const { station } of [a, b]) {
    await station.press({ key: 'sign-in', badge: 'OP-0007', passcode: '2468' })
    await station.importPlan(unlabeledPlan(), 'inbound.csv')
  }
}, 120_000)
afterAll(async () => {
  await a.close()
  await b.close()
  await at.ledger.kill()
  rmSync(scratch, { recursive: true, force: true })
})

describe('two stations that write one rule draft', { timeout: 120_000 }, () => {
  let draft: string

  it('see it at both, with who wrote last and where', async () => {
    draft = drafts(a).begin({ title: 'Autumn', empty: false }, 'OP-0007')
    set(a, draft, 'tea', 'first')
    await share(a)
    await share(b)
    expect(drafts(b).list().drafts).toMatchObject([
      { draft, title: 'Autumn', edits: 1, last: { by: 'Chen Jie', station: 'LBL07' }, baseHere: true },
    ])
  })

  it('keep what each wrote offline: other rules side by side, the same rule as a named conflict, by the same bytes', async () => {
    set(a, draft, 'honey', 'by a')
    set(a, draft, 'tea', 'by a')
    drafts(a).discard(draft, 'OP-0007')
    drafts(b).write({ draft, place: 'categories/tea', value: { do: 'remove' } }, 'OP-0007')
    set(b, draft, 'biscuits', 'by b')
    await share(a)
    await share(b)
    await share(a)
    for (const each of [a, b]) {
      const shown = drafts(each).show(draft)
      expect(shown.edits.map(({ place }) => place)).toEqual([
        'categories/biscuits',
        'categories/honey',
        'categories/tea',
      ])
      // The form stays before the removal, and the draft although one has discarded it; both are said.
      expect(shown.conflicts).toMatchObject([
        {
          place: 'categories/tea',
          forms: [
            { does: 'set', station: 'LBL07' },
            { does: 'remove', station: 'LBL08' },
          ],
        },
      ])
      expect(shown.draft).toMatchObject({ state: 'open', kept: { state: 'discarded', station: 'LBL07' } })
    }
    expect(bytesOf(b, draft)).toBe(bytesOf(a, draft))
  })

  it('hear of the choice, and come out in order by their own fsck', async () => {
    const [conflict] = drafts(b).show(draft).conflicts
    drafts(b).choose({ draft, place: 'categories/tea', word: conflict?.forms[1]?.word ?? '' }, 'OP-0007')
    await share(b)
    await share(a)
    expect(drafts(a).show(draft)).toMatchObject({ conflicts: [], draft: { kept: null } })
    expect(bytesOf(b, draft)).toBe(bytesOf(a, draft))
    for (const [folder, workspace] of [
      [at.first, a],
      [at.second, b],
    ] as const) {
      await workspace.close()
      expect(await checkWorkspace(folder)).toMatchObject({ ok: true, problems: [] })
    }
  })
})
