import { type OpenWorkspace, openWorkspace } from '../../main/composition/open-workspace.ts'
import { ScriptClock } from '../../platform/clock/clock.ts'

/** A day after the recorded one. */
const LATER = { instantMs: Date.parse('2026-11-23T01:00:00.000Z'), offsetMin: 480 }

/** Brings a station up on a workspace, lets it recover and print, do `work`, and go. */
export async function openOnce(
  folder: string,
  work: (workspace: OpenWorkspace) => Promise<void> = async () => {},
): Promise<void> {
  const workspace = await openWorkspace({
    folder,
    clock: new ScriptClock(LATER),
    labelMs: 0,
    waitMsMax: 0,
    onWait: () => {},
    logLevel: 'silent',
  })
  try {
    await workspace.station.recover()
    workspace.station.start()
    await workspace.station.printed()
    await work(workspace)
    await workspace.station.printed()
  } finally {
    await workspace.close()
  }
}
