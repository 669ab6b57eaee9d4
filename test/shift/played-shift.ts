import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { madeOnce } from '../made-once/made-once.ts'
import { answerOf, bondmarkProcess } from './bondmark.ts'
import { type SampleName, type ShiftAnswer, shiftOf } from './sample.ts'

/**
 * Puts a training workspace in which `bondmark shift` has replayed a sample, sealed and synced, into `folder`, and
 * gives what it answered. Replayed once per test run, by the real program; each caller has a copy of its own.
 */
export async function playedShift(name: SampleName, folder: string): Promise<ShiftAnswer> {
  const made = await madeOnce(`played-${name}`, async (making) => {
    const workspace = join(making, 'workspace')
    await bondmarkProcess(['init', '--workspace', workspace, '--training'])
    const { json } = await answerOf<ShiftAnswer>(shiftOf(workspace, name), {})
    writeFileSync(join(making, 'answer.json'), JSON.stringify(json))
  })
  cpSync(join(made, 'workspace'), folder, { recursive: true })
  return JSON.parse(readFileSync(join(made, 'answer.json'), 'utf8')) as ShiftAnswer
}
