import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { answerOf, bondmark, startBondmark } from './bondmark.ts'
import { type SampleName, type ShiftAnswer, sample, shiftOf } from './sample.ts'
import {
  answersToScanners,
  look,
  printedFiles,
  processesOf,
  type StatementRow,
  statementsOf,
} from './workspace-on-disk.ts'

/** What `kill -9` hits: the station's process, or everything in its process group. */
export type Target = 'alone' | 'group'

export interface KilledShift {
  readonly name: SampleName
  readonly workspace: string
  readonly target: Target
  readonly random: () => number
  /** How long the shift takes when nobody kills it. */
  readonly unhurriedMs: number
  readonly killsMax: number
}

export interface Survived {
  /** How often it was killed while it worked. */
  readonly kills: number
  /** What is wrong afterwards, in words; empty when nothing is. */
  readonly wrong: readonly string[]
}

/**
 * Replays a sample in a new workspace, kills it with `kill -9` at random moments, runs it again until it is done, and
 * judges what became of it: nothing acknowledged is missing, no serial came out twice, the answer is the expected one
 * (recovery may have voided labels), fsck is clean, and no process is left.
 */
export async function surviveKills(options: KilledShift): Promise<Survived> {
  const { name, workspace, target, random, unhurriedMs, killsMax } = options
  const wrong: string[] = []
  await bondmark(['init', '--workspace', workspace, '--training'])
  let kept: StatementRow[] = []
  let kills = 0
  while (kills < killsMax) {
    const running = startBondmark(shiftOf(workspace, name))
    await Promise.race([sleep(random() * unhurriedMs), running.ended])
    if (target === 'alone') running.killAlone()
    else running.killGroup()
    const { code, stderr } = await running.ended
    if (code === 0) break
    if (code !== null) wrong.push(`a run ended with ${code}: ${stderr}`)
    kills++
    const now = statementsOf(workspace)
    wrong.push(...whatIsMissing(kept, now).map((id) => `kill ${kills}: statement ${id} is gone or changed`))
    kept = now
  }
  const last = await answerOf<ShiftAnswer>(shiftOf(workspace, name))
  wrong.push(
    ...whatIsMissing(kept, statementsOf(workspace)).map((id) => `statement ${id} is gone or changed`),
  )
  if (last.code !== 0) wrong.push(`the last run ended with ${last.code}: ${last.stderr}`)
  return {
    kills,
    wrong: [
      ...wrong,
      ...judge(name, workspace, last.json),
      ...(await fsckFindings(workspace)),
      ...(await leftOver(workspace)),
    ],
  }
}

/** Ids of statements that were acknowledged and do not stand, byte for byte, where they stood. */
function whatIsMissing(before: readonly StatementRow[], after: readonly StatementRow[]): string[] {
  return before.filter((row, n) => !after[n]?.bytes.equals(row.bytes)).map(({ id }) => id)
}

function judge(name: SampleName, workspace: string, answer: ShiftAnswer): string[] {
  const { expected } = sample(name)
  const { lines, duplicates, stops, refused } = expected
  const recovered =
    look<{ c: number }>(
      workspace,
      "SELECT count(*) AS c FROM label_job WHERE kind = 'unit' AND state = 'voided' AND recovery = 1",
    )[0]?.c ?? 0
  const printed = printedFiles(join(workspace, 'printer')).map(({ serial }) => serial)
  const verified = look<{ serial: string }>(
    workspace,
    "SELECT serial FROM label_job WHERE state = 'verified'",
  )
  const statements = statementsOf(workspace).length
  const pairs: [string, unknown, unknown][] = [
    ['lines', answer.lines, lines],
    [
      'labels',
      answer.labels,
      { verified: expected.verified, voided: expected.voided + recovered, uncertain: 0 },
    ],
    ['units', new Set(answer.units).size, expected.verified],
    ['cases', new Set(answer.cases).size, expected.cases],
    ['pallets', new Set(answer.pallets).size, expected.pallets],
    ['receipts', [answer.statements, answer.receipts], [statements, statements]],
    ['answers to scanners', answersToScanners(workspace), { duplicates, stops, refused }],
    ['serials that came out twice', printed.filter((serial, n) => printed.indexOf(serial) !== n), []],
    ['serials verified and never printed', verified.filter(({ serial }) => !printed.includes(serial)), []],
  ]
  return pairs.flatMap(([what, is, should]) =>
    JSON.stringify(is) === JSON.stringify(should)
      ? []
      : [`${what}: ${JSON.stringify(is)} instead of ${JSON.stringify(should)}`],
  )
}

/** What fsck finds, in words. */
export async function fsckFindings(workspace: string): Promise<string[]> {
  const { code, json } = await answerOf<{ problems: object[] }>(['fsck', '--workspace', workspace])
  if (code === 0) return []
  return [`fsck ended with ${code}`, ...json.problems.map((problem) => `fsck: ${JSON.stringify(problem)}`)]
}

/** Children that outlived their killed parents; they are given a moment to notice. */
export async function leftOver(workspace: string): Promise<string[]> {
  for (let tries = 0; tries < 300; tries++) {
    if (processesOf(workspace).length === 0) return []
    await sleep(200)
  }
  return processesOf(workspace).map(({ pid, command }) => `process ${pid} still runs: ${command}`)
}
