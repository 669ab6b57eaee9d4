import { checkWorkspace } from '../../main/fsck/check-workspace.ts'
import { StationStore } from '../../main/store/station-store.ts'
import { workspaceFiles } from '../../main/workspace/workspace.ts'
import { decideAll, INSPECTED, WAIVED } from './decide-all.ts'
import { decisionFacts } from './decision-facts.ts'
import type { Image, Judge, World } from './lose-power.ts'
import { openOnce } from './open-once.ts'

/**
 * Judges what was decided: every act that was answered is there whole, and the station goes on from it to the same end, in
 * which nothing stands twice and the separate reader finds nothing wrong. Beside `judgeStation`, which looks at the statements.
 */
export const judgeDecisions: Judge = async ({ folder, world }: Image) => {
  const lost = lostRows(folder, world)
  if (lost.length > 0) return lost

  const wrong: string[] = []
  await openOnce(folder, async (workspace) => {
    await decideAll(workspace)
    const { release } = workspace.control
    for (const [asn, state] of [
      [INSPECTED, 'released'],
      [WAIVED, 'overridden'],
    ] as const) {
      const is = release.show(asn).asn.state
      if (is !== state) wrong.push(`${asn} is ${is} in the end`)
    }
  })
  const end = decisionFacts(folder)
  const twice = (['rule_in_force', 'inspection_conclusion', 'asn_release', 'release_word'] as const).flatMap(
    (table) => (end[table] === inTheEnd[table] ? [] : [`${end[table]} rows of ${table} in the end`]),
  )
  const { problems } = await checkWorkspace(folder)
  return [...wrong, ...twice, ...problems.map((problem) => `fsck: ${JSON.stringify(problem)}`)]
}

/** Judges a large plan: what was taken is there, whole, and of a plan that was not there is no line. */
export const judgePlan =
  (asn: string, rows: number): Judge =>
  async ({ folder, world }) => {
    const lost = lostRows(folder, world)
    const store = new StationStore(workspaceFiles(folder).database, { readonly: true })
    const lines = store.plans.linesOfAsn(asn)
    store.close()
    const quantities = new Set(lines.map(({ planned }) => planned))
    return [
      ...lost,
      ...(lines.length === 0 || lines.length === rows ? [] : [`${lines.length} of ${rows} lines of ${asn}`]),
      ...(quantities.size > 1 ? [`lines of two revisions: ${[...quantities].join(', ')} each`] : []),
    ]
  }

function lostRows(folder: string, { said }: World): string[] {
  const then = said.flatMap((words) => (words.kind === 'decided' ? [words] : [])).at(-1)
  const now = decisionFacts(folder)
  return Object.entries(then?.decisions ?? {}).flatMap(([table, rows]) => {
    const here = now[table as keyof typeof now]
    return here < rows ? [`${here} of ${rows} rows of ${table} are there, after ${then?.what}`] : []
  })
}

/** What an undisturbed run ends with. */
const inTheEnd = { rule_in_force: 2, inspection_conclusion: 3, asn_release: 2, release_word: 1 } as const
