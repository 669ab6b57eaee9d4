import { execFile } from 'node:child_process'
import type { Present } from './present.ts'
import { nobody, visible } from './usb-place.ts'

const ANSWER_MS_MAX = 3_000
const QUEUES_MAX = 50

/** Queues of the system's spooler, by `lpstat -e`; none where there is no CUPS. Only a last resort: spooled is not printed. */
export function listSpoolers(): Promise<Present[]> {
  return new Promise((resolve) => {
    execFile('lpstat', ['-e'], { timeout: ANSWER_MS_MAX, maxBuffer: 65_536 }, (error, stdout) => {
      const queues = error
        ? []
        : stdout
            .split('\n')
            .map(visible)
            .filter((queue) => queue !== '')
      resolve(
        queues.slice(0, QUEUES_MAX).map((queue) => ({
          what: 'spooler' as const,
          name: queue,
          path: queue,
          identity: nobody,
          model: null,
          whyNot: null,
        })),
      )
    })
  })
}
